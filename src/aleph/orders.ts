import type { Geometry } from 'geojson';
import { absentWhenNotFound } from './errors.ts';
import { type OrderEvent, orderEventOf } from './order-events.ts';
import { offsetSliceOf, type Slice } from './reads/pages.ts';
import type { Reader } from './reads/reader.ts';
import { pathSegment } from './values/ids.ts';
import {
  geometryOf,
  instantOf,
  int32Of,
  type JsonObject,
  membersOf,
  passThroughOf,
  ShapeMismatch,
  textOf,
} from './values/wire.ts';

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
      offsetSliceOf(json, { apiUrl: reader.apiUrl, path: LIST_PATH, offset }, (row) => orderOf(contractId, row)),
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
      shape: (json) => {
        const order = orderOf(contractId, json);
        if (order === undefined) throw new ShapeMismatch('no order');
        return order;
      },
    }),
  );
  return order?.orderId === orderId ? order : undefined;
}

/** The order's members are a feature's properties [doc: api-v2]; its id may stand at the top alone [obs: im]. */
function orderOf(contractId: string, feature: unknown): Order | undefined {
  const wire = membersOf(feature);
  const orderId = textOf(wire?.['order_id']) ?? textOf(wire?.['id']);
  const statusText = textOf(wire?.['status']);
  if (wire === undefined || orderId === undefined || statusText === undefined) return undefined;
  const parameters = passThroughOf(wire['parameters']);
  return {
    contractId,
    orderId,
    name: textOf(wire['order_name']),
    projectName: textOf(wire['project_name']),
    sku: textOf(wire['sku']),
    productName: textOf(wire['product_name']),
    statusText,
    statusReport: reportOf(wire['status_report']),
    latestEvent: orderEventOf(wire['latest_event']),
    geometry: geometryOf(wire['geometry']),
    parameters,
    createdAt: instantOf(wire['created_at']) ?? instantOf(wire['created']),
    updatedAt: instantOf(wire['updated_at']),
    taskId: int32Of(parameters?.['task_id']),
  };
}

function reportOf(report: unknown): string | undefined {
  if (report === undefined || report === null) return undefined;
  const text = typeof report === 'string' ? report : JSON.stringify(passThroughOf({ report })?.['report'] ?? null);
  return text.slice(0, LONGEST_REPORT);
}
