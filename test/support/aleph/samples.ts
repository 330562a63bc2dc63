import type { Capture } from '../../../src/aleph/captures.ts';
import type { StacCollection } from '../../../src/aleph/collections.ts';
import type { Contract } from '../../../src/aleph/contracts.ts';
import type { Deliverable } from '../../../src/aleph/deliverables.ts';
import { ITEM as ITEM_TABLE, type StacItem } from '../../../src/aleph/items.ts';
import type { Order } from '../../../src/aleph/orders.ts';
import type { TaskingProduct } from '../../../src/aleph/products.ts';
import type { Task } from '../../../src/aleph/tasks.ts';

export const CONTRACT: Contract = { id: 'cont.sample', name: 'Sample contract' };

export const PRODUCT: TaskingProduct = {
  contractId: CONTRACT.id,
  productId: 169,
  name: 'Multispectral 70cm',
  targetType: 'POINT',
};

export const TASK: Task = {
  contractId: CONTRACT.id,
  taskId: 23_272,
  name: 'Rotterdam tank farm',
  projectName: 'Quarterly stock count',
  productId: PRODUCT.productId,
  status: 'RECEIVED',
  statusText: 'received',
  start: '2026-02-07T00:00:00.000Z',
  end: '2026-02-14T00:00:00.000Z',
  createdAt: '2026-02-01T08:30:00.000Z',
  priority: 10,
  client: 'Meridian Cartography',
  target: { type: 'Point', coordinates: [4.4, 51.92] },
};

/** A task as a plain object. The members of a task on a tape are getters, which `toEqual` does not see. */
export function plainTask(task: Task | undefined): Partial<Task> | undefined {
  const names = Object.keys(TASK).filter((name): name is keyof Task => name in TASK);
  return task && Object.fromEntries(names.map((name) => [name, task[name]]));
}

export const COLLECTION: StacCollection = {
  contractId: CONTRACT.id,
  collectionId: 'l1d-sr',
  title: 'L1D SR',
  description: 'Orthorectified tiles',
  license: 'proprietary',
  keywords: ['newsat'],
  providers: [{ name: 'Satellogic', roles: ['producer'], url: 'https://satellogic.com', description: undefined }],
  extent: { bboxes: [[-180, -90, 180, 90]], intervals: [{ start: '2023-10-01T00:00:00.000Z', end: undefined }] },
  summaries: { gsd: [0.5] },
};

const ITEM: StacItem = {
  contractId: CONTRACT.id,
  itemId: '20260207_033541_440_SN48_L1D_SR_MS_49N_566_1818_2_0_1',
  collectionId: COLLECTION.collectionId,
  datetime: '2026-02-07T03:35:41.440Z',
  startDatetime: '2026-02-07T03:35:41.440Z',
  endDatetime: '2026-02-07T03:35:45.000Z',
  platform: 'newsat48',
  instruments: ['ms'],
  gsd: 0.5,
  cloudCover: 12.5,
  offNadir: 8,
  incidenceAngle: 9,
  viewAzimuth: 101,
  sunAzimuth: 140,
  sunElevation: 52,
  outcomeId: 'outcome-1',
  productName: 'L1D_SR',
  productVersion: '2.0.1',
  satelliteGeneration: 'MarkV',
  validPixelPercent: 97,
  lastModified: '2026-02-07T13:00:58.635Z',
  gridCode: 'SATL-49N_566_1818',
  epsg: 32_649,
  bands: [{ name: 'Red', commonName: 'red' }],
  bbox: [4.3, 51.8, 4.5, 52],
  geometry: { type: 'Point', coordinates: [4.4, 51.92] },
  selfHref: 'https://api.satellogic.com/archive/stac/collections/l1d-sr/items/20260207_SN48',
  assets: [],
  properties: { gsd: 0.5 },
};

/** Members of an item; its assets are as Aleph sends them. */
export type ItemChanges = Omit<Partial<StacItem>, 'assets'> & { readonly assets?: object };

export function itemLike({ assets = {}, ...changes }: ItemChanges = {}): StacItem {
  const item = { ...ITEM, ...changes };
  const { contractId, itemId: id, collectionId: collection } = item;
  return { ...item, assets: ITEM_TABLE.read({ contractId }, { id, collection, assets })?.assets ?? [] };
}

export const CAPTURE: Capture = {
  contractId: CONTRACT.id,
  source: { kind: 'task', taskId: TASK.taskId },
  captureId: '23dab721-0000-4000-8000-000000000001',
  statusText: 'published',
};

export const ORDER: Order = {
  contractId: CONTRACT.id,
  orderId: '000383',
  name: 'Rotterdam tank farm',
  projectName: 'Quarterly stock count',
  sku: 'TSKPOI-M',
  productName: 'Tasking, point',
  statusText: 'closed',
  statusReport: undefined,
  latestEvent: undefined,
  geometry: { type: 'Point', coordinates: [4.4, 51.92] },
  parameters: { task_id: TASK.taskId },
  createdAt: '2026-02-01T08:30:00.000Z',
  updatedAt: undefined,
  taskId: TASK.taskId,
};

export const DELIVERABLE: Deliverable = {
  contractId: CONTRACT.id,
  orderId: ORDER.orderId,
  deliverableId: 'deliv.1',
  statusText: 'DELIVERED',
  assets: [],
};
