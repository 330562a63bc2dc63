import { outcomeOfStatus } from '../order-outcomes.ts';
import { idOfOrder, listOrders, ORDER, type Order } from '../orders.ts';
import type { Reader } from '../reads/reader.ts';
import { instantOf } from '../values/instants.ts';
import { type JsonObject, recordOf } from '../values/wire.ts';
import { differencesIn, isSameInstant, isSameTarget, type PlacingRequest } from './equality.ts';
import { bodyOfOrder, ORDER_WIRE, type OrderInput, PARAMETER_NAMES, wireParametersOf } from './order-input.ts';
import type { Placing } from './placing.ts';

const PATH = '/v2/orders/';
const PAGE_ROWS = 100;
const ENDED: ReadonlySet<string> = new Set(['rejected', 'failed']);

/** The placing of an order. */
export function orderPlacing({
  contractId,
  key,
  isQuestion,
  input,
  check,
}: PlacingRequest<OrderInput>): Placing<Order> {
  const name = input.name.normalize('NFC');
  const named = { ...input, name };
  const wanted = wireParametersOf(input.parameters);
  return {
    mutation: 'createOrder',
    ...{ contractId, key, isQuestion, name, input: named, check },
    write: {
      service: 'orders',
      operation: 'createOrder',
      method: 'POST',
      route: PATH,
      path: PATH,
      contractId,
      body: bodyOfOrder(named),
    },
    list: (reader: Reader, offset) => listOrders(reader, contractId, { limit: PAGE_ROWS, offset, search: name }),
    idOf: idOfOrder,
    nameOf: (order) => order.name,
    differencesOf: ({ sku, geometry, parameters = {} }) =>
      differencesIn({
        sku: sku === input.sku,
        geometry: isSameTarget(input.geometry, geometry),
        window: WINDOW.every((part) => isSameValue(wanted[part], parameters[part])),
        parameters: OTHERS.every((part) => isSameParameter(part, wanted, parameters)),
      }),
    isEnded: (order) => outcomeOfStatus(order) === 'CANCELED' || ENDED.has(order.statusText.toLowerCase()),
    idIn: (answer) => ORDER.read({ contractId }, withStatus(featureIn(answer)))?.orderId,
    rowIn: (answer) => ORDER.read({ contractId }, featureIn(answer)),
    ...ORDER_WIRE,
  };
}

const WINDOW = ['start', 'end'];
const OTHERS = Object.values(PARAMETER_NAMES).filter((part) => !WINDOW.includes(part));
/** Aleph's own value for a parameter that an order leaves open [obs: im]. */
const DEFAULTS: Readonly<Record<string, number>> = { min_ona: 0, max_ona: 25 };
/** Aleph may choose it where an order leaves it open. */
const CHOSEN_BY_ALEPH: ReadonlySet<string> = new Set(['processing_level']);

function isSameParameter(part: string, wanted: JsonObject, given: JsonObject): boolean {
  const [ours, theirs] = [wanted[part] ?? DEFAULTS[part], given[part] ?? DEFAULTS[part]];
  return isSameValue(ours, theirs) || (ours === undefined && CHOSEN_BY_ALEPH.has(part));
}

function isSameValue(one: unknown, other: unknown): boolean {
  const [first, second] = [one ?? undefined, other ?? undefined];
  if (first === second) return true;
  if (typeof first === 'number') return Math.abs(first - Number(second ?? Number.NaN)) < 1e-9;
  const [start, end] = [instantOf(first), instantOf(second)];
  return start !== undefined && isSameInstant(start, end);
}

/** The created feature. Some clients of Aleph also take a list with one [obs: im]. */
function featureIn(answer: unknown): unknown {
  const { features, results } = recordOf(answer) ?? {};
  const list = features ?? results;
  return Array.isArray(list) && list.length === 1 ? list[0] : answer;
}

/** An order that has just been placed may have no status yet. */
function withStatus(feature: unknown): unknown {
  return { status: 'received', ...recordOf(feature) };
}
