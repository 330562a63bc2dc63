import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import { taskInPath } from './tasks.ts';
import type { Capture } from './world/captures.ts';
import type { Contract } from './world/contracts.ts';
import { outline } from './world/imagery/entries.ts';
import { geometryOf } from './world/imagery/grid.ts';
import { isoMicros } from './world/instants.ts';
import type { World } from './world/world.ts';

/** GET /tasking/tasks/{id}/captures, in order of time. Nothing but `capture_id` and `status` is known of Aleph's. */
export function listCaptures(request: ApiRequest, world: World, contract: Contract): Reply {
  const task = taskInPath(request, world, contract);
  const captures = world.captures.of(task.task_id);
  return listReply(captures.map(served), { request, world });
}

function served({ id, status, time, satellite, offNadir, pass }: Capture) {
  const ring = pass && outline(pass);
  return {
    capture_id: id,
    status,
    satellite: `newsat${satellite}`,
    [status === 'scheduled' ? 'planned_time' : 'acquisition_time']: `${isoMicros(time)}Z`,
    off_nadir: offNadir,
    footprint: ring ? geometryOf(ring) : null,
    cloud_estimate: pass?.cloudCover ?? null,
    'x-station': { uplink: null, downlink: 'SVB' },
  };
}
