import type { Contract } from './contracts.ts';
import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pageOf } from './pages.ts';
import { type Task, taskInPath } from './tasks.ts';
import { outline } from './world/imagery/entries.ts';
import { geometryOf } from './world/imagery/grid.ts';
import type { Pass } from './world/imagery/passes.ts';
import { isoMicros, type Micros } from './world/primitives/instants.ts';
import type { World } from './world.ts';

/** A picture taken, or to be taken, for a task. */
export interface Capture {
  /** The outcome id of its archive items, where there are any. */
  readonly id: string;
  readonly task: Task;
  readonly status: CaptureStatus;
  /** When it was taken or is due. */
  readonly time: Micros;
  readonly satellite: number;
  readonly offNadir: number;
  /** The overflight whose items the archive has; absent where the archive has none. */
  readonly pass: Pass | undefined;
}

export type CaptureStatus = 'scheduled' | 'acquired' | 'processing' | 'published' | 'rejected' | 'failed' | 'canceled';

/** GET /tasking/tasks/{id}/captures, in order of time. Nothing but `capture_id` and `status` is known of Aleph's. */
export function listCaptures(request: ApiRequest, world: World, contract: Contract): Reply {
  const task = taskInPath(request, world, contract);
  const captures = world.captures().get(task.task_id) ?? [];
  return json(pageOf(captures.map(served), request, world));
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
