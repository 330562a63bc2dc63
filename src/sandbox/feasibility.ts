import { json, Refusal, type Reply } from './http/replies.ts';
import { type ApiRequest, jsonBody } from './http/requests.ts';
import type { Contract } from './world/contracts.ts';
import { MARK_V } from './world/imagery/passes.ts';
import { sunOver } from './world/imagery/sun.ts';
import { isoSeconds, parseInstant } from './world/instants.ts';
import type { Product } from './world/products.ts';
import { createRandom } from './world/random.ts';
import type { World } from './world/world.ts';

/** A task that might be placed, as far as opportunities depend on it. */
interface Proposal {
  readonly lon: number;
  readonly lat: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly most: number;
}

type Members = Readonly<Record<string, unknown>>;
/** What is wrong with each member, in words, as Django REST Framework says it. */
type Complaints = Record<string, string[]>;

const REQUIRED = ['task_name', 'project_name', 'product', 'target', 'start', 'end'] as const;
const FEW = 5;
const LOWEST_SUN = 8;
const DAY_MS = 86_400_000;

/** POST /tasking/analysis/can-add-order: when satellites could take the picture. Places nothing. */
export function analyzeTask(request: ApiRequest, world: World, contract: Contract): Reply {
  const opportunities = opportunitiesOf(readProposal(jsonBody(request), contract), world.seed);
  const canAdd = opportunities.length > 0;
  const bodies = {
    opportunities: { can_add_order: canAdd, opportunities },
    results: { count: opportunities.length, next: null, previous: null, results: opportunities },
    array: opportunities,
  };
  return json(bodies[world.guesses.feasibility]);
}

/** One look a day at most, in the late morning, where the sun is up. */
function opportunitiesOf({ lon, lat, start, end, most }: Proposal, seed: number) {
  const random = createRandom(seed, 8, Math.round(lon * 1e4), Math.round(lat * 1e4), Math.floor(start / DAY_MS));
  const found: object[] = [];
  for (let day = Math.floor(start / DAY_MS) * DAY_MS; day < end && found.length < most; day += DAY_MS) {
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

function readProposal(body: unknown, { products }: Contract): Proposal {
  const members: Members = typeof body === 'object' && body !== null ? { ...body } : {};
  const complaints: Complaints = {};
  for (const name of REQUIRED) {
    if (members[name] === undefined) complaints[name] = ['This field is required.'];
  }
  const product = products.find(({ pk }) => pk === members['product']);
  const place = placeOf(members['target']);
  const [start, end] = [instantOf(members['start']), instantOf(members['end'])];
  if (!product) complaints['product'] ??= [`Invalid pk "${members['product']}" - object does not exist.`];
  if (!place || !fits(members['target'], product)) complaints['target'] ??= ['The product does not take this target.'];
  if (start === undefined) complaints['start'] ??= ['Datetime has wrong format.'];
  if (end === undefined) complaints['end'] ??= ['Datetime has wrong format.'];
  if (start !== undefined && end !== undefined && end <= start)
    complaints['end'] = ['The end must come after the start.'];
  if (!place || start === undefined || end === undefined || Object.keys(complaints).length > 0) {
    throw new Refusal(json(complaints, 400));
  }
  const most = members['max_captures'];
  return { ...place, start, end, most: typeof most === 'number' && most >= 1 ? most : FEW };
}

/** Where the target is, or where its area starts. */
function placeOf(target: unknown): Pick<Proposal, 'lon' | 'lat'> | undefined {
  const isObject = typeof target === 'object' && target !== null && 'coordinates' in target;
  const [lon, lat] = isObject && Array.isArray(target.coordinates) ? target.coordinates.flat(2) : [];
  const isPlace = typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  return isPlace ? { lon, lat } : undefined;
}

function fits(target: unknown, product: Product | undefined): boolean {
  const type = typeof target === 'object' && target !== null && 'type' in target ? target.type : undefined;
  return type === (product?.is_area ? 'Polygon' : 'Point');
}

/** A time without a zone counts as UTC. */
function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const instant = parseInstant(value) ?? parseInstant(`${value}Z`);
  return instant === undefined ? undefined : instant / 1000;
}
