import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { readTask } from './placing/forms.ts';
import type { Contract } from './world/contracts.ts';
import { MARK_V } from './world/imagery/passes.ts';
import { sunOver } from './world/imagery/sun.ts';
import { isoSeconds } from './world/instants.ts';
import { createRandom } from './world/random.ts';
import type { Target, Task } from './world/tasks.ts';
import type { World } from './world/world.ts';

const FEW = 5;
const MANY = 100;
const LOWEST_SUN = 8;
const DAY_MS = 86_400_000;

/** POST /tasking/analysis/can-add-order: when satellites could take the picture. Places nothing. */
export function analyzeTask(request: ApiRequest, world: World, contract: Contract): Reply {
  const { target, start, end, max_captures: most } = readTask(request, world, contract);
  const opportunities = opportunitiesOver(target, { start, end, most: Math.min(most ?? FEW, MANY) }, world.seed);
  const canAdd = opportunities.length > 0;
  const bodies = {
    opportunities: { can_add_order: canAdd, opportunities },
    results: { count: opportunities.length, next: null, previous: null, results: opportunities },
    array: opportunities,
  };
  return json(bodies[world.guesses.feasibility]);
}

/** One look a day at most, in the late morning, where the sun is up. Of an area its first corner counts. */
export function opportunitiesOver(
  { coordinates }: Target,
  window: Pick<Task, 'start' | 'end'> & { readonly most?: number },
  seed: number,
): readonly object[] {
  const [lon = 0, lat = 0] = coordinates.flat(2).map(Number);
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const random = createRandom(seed, 8, Math.round(lon * 1e4), Math.round(lat * 1e4), Math.floor(start / DAY_MS));
  const found: object[] = [];
  for (let day = Math.floor(start / DAY_MS) * DAY_MS; day < end && found.length < (window.most ?? FEW); day += DAY_MS) {
    const time = day + ((random.between(10, 11.2) - lon / 15 + 24) % 24) * 3_600_000;
    const [satellite, offNadir, isFree] = [random.pick(MARK_V), random.between(1, 28), random.chance(0.6)];
    const { elevation } = sunOver(lon, lat, time);
    if (!isFree || time < start || time > end || elevation < LOWEST_SUN) continue;
    found.push({
      start: isoSeconds(time),
      end: isoSeconds(time + 6000),
      satellite: `newsat${satellite}`,
      off_nadir: Number(offNadir.toFixed(3)),
      sun_elevation: Number(elevation.toFixed(3)),
    });
  }
  return found;
}
