import type { Answer, Facade } from './facade.ts';

/** A contract of sandbox-north with products for points and for areas. */
export const CONTRACT = 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12';
const POINT_PRODUCT = 169;

const DAY_MS = 86_400_000;
const START = new Date(Math.floor(Date.now() / DAY_MS + 2) * DAY_MS).toISOString();
const END = new Date(Math.floor(Date.now() / DAY_MS + 9) * DAY_MS).toISOString();
export const WINDOW = { start: START, end: END };
export const POINT = { type: 'Point', coordinates: [4.4, 51.92] };
export const SQUARE = {
  type: 'Polygon',
  coordinates: [
    [
      [4, 51],
      [4.2, 51],
      [4.2, 51.2],
      [4, 51.2],
      [4, 51],
    ],
  ],
};

export const TASK_INPUT = {
  contractId: CONTRACT,
  idempotencyKey: 'key-1',
  name: 'Tank farm',
  projectName: 'Stock count',
  productId: POINT_PRODUCT,
  target: POINT,
  ...WINDOW,
};

const ORDER_INPUT = {
  contractId: CONTRACT,
  idempotencyKey: 'key-1',
  name: 'Harbour order',
  projectName: 'Stock count',
  sku: 'TSKPOI-M',
  geometry: POINT,
  parameters: WINDOW,
};

const PAYLOAD = `outcome replayed uncertainty { name since settledAt } userErrors { code field message }`;
export const CREATE_TASK = `mutation Place($input: CreateTaskInput!) {
  createTask(input: $input) { ${PAYLOAD} taskId task { taskId name projectName productId statusText start end target } }
}`;
const CREATE_ORDER = `mutation Place($input: CreateOrderInput!) {
  createOrder(input: $input) { ${PAYLOAD} orderId order { orderId name sku statusText geometry parameters taskId } }
}`;

/** The body of a reply to createTask. */
export async function placeTask(
  facade: Facade,
  changes: Record<string, unknown> = {},
  headers?: Record<string, string>,
): Promise<Answer> {
  return facade.ask(CREATE_TASK, { input: { ...TASK_INPUT, ...changes } }, headers);
}

export async function placeOrder(facade: Facade, changes: Record<string, unknown> = {}): Promise<Answer> {
  return facade.ask(CREATE_ORDER, { input: { ...ORDER_INPUT, ...changes } });
}

/** The number of tasks and orders that Aleph has carried out. */
export function placedIn({ sandbox }: Facade): number {
  return sandbox.placements().length;
}

/** The number of requests that would place something. */
export function postsIn(facade: Facade, path = '/tasking/tasks'): number {
  return facade.upstreamCalls().filter((call) => call === `POST ${path}`).length;
}
