import type { Geometry } from 'geojson';
import { z } from 'zod';
import { absentWhenNotFound } from './errors.ts';
import { pathSegment } from './ids.ts';
import { type OrderEvent, orderEventOf } from './order-events.ts';
import { offsetSliceOf, type Slice } from './pages.ts';
import type { Reader } from './reader.ts';
import {
  documentOf,
  geometryOf,
  instantOf,
  type JsonObject,
  membersOf,
  numberOf,
  optional,
  passThroughOf,
} from './wire.ts';

/** An order (Aleph v2) placed under a contract. */
export interface Order {
  readonly contractId: string;
  /** Zero-padded text, never a number. */
  readonly orderId: string;
  readonly name: string | undefined;
  readonly projectName: string | undefined;
  readonly sku: string | undefined;
  readonly productName: string | undefined;
  readonly statusText: string;
  /** Aleph's report on the status; an object is written out as JSON. */
  readonly statusReport: string | undefined;
  readonly latestEvent: OrderEvent | undefined;
  readonly geometry: Geometry | undefined;
  readonly parameters: JsonObject | undefined;
  /** RFC 3339 in UTC. */
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** The tasking task behind it. */
  readonly taskId: number | undefined;
}

export interface OrderQuery {
  readonly limit: number;
  readonly offset: number;
  /** Free text. */
  readonly search?: string | undefined;
}

export type OrderSlice = Slice<Order, number>;

const LIST_PATH = '/v2/orders/';
const LONGEST_REPORT = 2_000;

// The order's members are a feature's properties [doc: api-v2]; its id may stand at the top alone [obs: im].
const OrderWire = z.preprocess(
  (feature) => {
    const members = membersOf(feature);
    return members && { order_id: members['id'], ...members };
  },
  z.object({
    order_id: z.string(),
    order_name: optional(z.string()),
    project_name: optional(z.string()),
    sku: optional(z.string()),
    product_name: optional(z.string()),
    status: z.string(),
    status_report: z.unknown().optional(),
    latest_event: z.unknown().optional(),
    parameters: z.unknown().optional(),
    created_at: z.unknown().optional(),
    created: z.unknown().optional(),
    updated_at: z.unknown().optional(),
    geometry: z.unknown().optional(),
  }),
);

/** One page of orders, in Aleph's own order (undocumented). `next` is host-relative here [doc: api-v2]. */
export function listOrders(reader: Reader, contractId: string, query: OrderQuery): Promise<OrderSlice> {
  const { limit, offset, search } = query;
  return reader.read({
    service: 'orders',
    operation: 'listOrders',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: { limit, offset, query: search },
    shape: (json) =>
      offsetSliceOf(json, { apiUrl: reader.apiUrl, path: LIST_PATH, offset }, [
        OrderWire,
        (row) => orderOf(contractId, row),
      ]),
  });
}

/** One order; undefined when the contract has none by that id. */
export async function getOrder(reader: Reader, contractId: string, orderId: string): Promise<Order | undefined> {
  const segment = pathSegment(orderId, 'orderId');
  const order = await absentWhenNotFound(
    reader.read({
      service: 'orders',
      operation: 'getOrder',
      method: 'GET',
      route: '/v2/orders/{order_id}',
      path: `/v2/orders/${segment}`,
      contractId,
      shape: (json) => orderOf(contractId, documentOf(json, OrderWire)),
    }),
  );
  return order?.orderId === orderId ? order : undefined;
}

function orderOf(contractId: string, row: z.infer<typeof OrderWire>): Order {
  const parameters = passThroughOf(row.parameters);
  const taskId = numberOf(parameters?.['task_id']);
  return {
    contractId,
    orderId: row.order_id,
    name: row.order_name,
    projectName: row.project_name,
    sku: row.sku,
    productName: row.product_name,
    statusText: row.status,
    statusReport: reportOf(row.status_report),
    latestEvent: orderEventOf(row.latest_event),
    geometry: geometryOf(row.geometry),
    parameters,
    createdAt: instantOf(row.created_at) ?? instantOf(row.created),
    updatedAt: instantOf(row.updated_at),
    taskId: Number.isInteger(taskId) ? taskId : undefined,
  };
}

function reportOf(report: unknown): string | undefined {
  if (report === undefined || report === null) return undefined;
  const text = typeof report === 'string' ? report : JSON.stringify(passThroughOf(report) ?? null);
  return text.slice(0, LONGEST_REPORT);
}
