import { OVER_SINGAPORE, PORTS } from './world.ts';

/** A list of Aleph, the field that reads it, and its rows. */
export interface ListCase {
  readonly name: string;
  readonly service: string;
  readonly path: string;
  readonly envelope: 'results' | 'features' | 'collections';
  /** A query whose answer has the ids of the rows at `ids`. */
  readonly query: string;
  readonly at: readonly string[];
  /** Whether the field is a connection, which has `skipped` and `complete`. */
  readonly isPaged: boolean;
  readonly row: (id: number) => object;
  /** A row without this member does not fit. */
  readonly needs: string;
}

const below = (selection: string) => `{ contract(id: "${PORTS}") { of: ${selection} } }`;
const page = (field: string, id: string) => below(`${field} { nodes { id: ${id} } skipped complete totalCount }`);
const SEARCH = `${OVER_SINGAPORE}, first: 50`;
const item = (id: number) => ({ type: 'Feature', id: `item-${id}`, collection: 'l1d', geometry: null, properties: {} });
const order = (id: number) => ({ properties: { order_id: `00${id}`, status: 'received' } });

export const LISTS: readonly ListCase[] = [
  {
    name: 'contracts',
    service: 'contracts',
    path: '/contracts',
    envelope: 'results',
    query: '{ of: contracts { id } }',
    at: ['of'],
    isPaged: false,
    row: (id) => ({ contract_id: `cont.${id}`, name: 'C' }),
    needs: 'contract_id',
  },
  {
    name: 'products',
    service: 'products',
    path: '/tasking/products',
    envelope: 'results',
    query: below('taskingProducts { id: productId }'),
    at: ['contract', 'of'],
    isPaged: false,
    row: (id) => ({ pk: id, name: 'A' }),
    needs: 'pk',
  },
  {
    name: 'collections',
    service: 'stac',
    path: '/archive/stac/collections',
    envelope: 'collections',
    query: below('stacCollections { id: collectionId }'),
    at: ['contract', 'of'],
    isPaged: false,
    row: (id) => ({ id: `l${id}` }),
    needs: 'id',
  },
  {
    name: 'tasks',
    service: 'tasking',
    path: '/tasking/tasks',
    envelope: 'results',
    query: page('tasks(first: 50)', 'taskId'),
    at: ['contract', 'of'],
    isPaged: true,
    row: (id) => ({ task_id: id, task_name: 'T', product: 169, status: 'received' }),
    needs: 'status',
  },
  {
    name: 'orders',
    service: 'orders',
    path: '/v2/orders',
    envelope: 'features',
    query: page('orders(first: 50)', 'orderId'),
    at: ['contract', 'of'],
    isPaged: true,
    row: order,
    needs: 'properties.order_id',
  },
  {
    name: 'items of the STAC search',
    service: 'stac',
    path: '/archive/stac/search',
    envelope: 'features',
    query: page('stacSearch(input: {}, first: 50)', 'itemId'),
    at: ['contract', 'of'],
    isPaged: true,
    row: item,
    needs: 'id',
  },
  {
    name: 'items of the documented search',
    service: 'archive',
    path: '/archive/search',
    envelope: 'features',
    query: page(`archiveSearch(${SEARCH})`, 'itemId'),
    at: ['contract', 'of'],
    isPaged: true,
    row: item,
    needs: 'collection',
  },
  {
    name: 'deliverables',
    service: 'orders',
    path: '/v2/orders/005077/deliverables',
    envelope: 'results',
    query: below('order(orderId: "005077") { parts: deliverables { id: deliverableId } }'),
    at: ['contract', 'of', 'parts'],
    isPaged: false,
    row: (id) => ({ deliverable_id: `d.${id}`, status: 'DELIVERED' }),
    needs: 'deliverable_id',
  },
  {
    name: 'captures of an order',
    service: 'orders',
    path: '/v2/orders/005077/captures',
    envelope: 'results',
    query: below('order(orderId: "005077") { parts: captures { id: captureId } }'),
    at: ['contract', 'of', 'parts'],
    isPaged: false,
    row: (id) => ({ capture_id: `c.${id}`, status: 'published' }),
    needs: 'capture_id',
  },
  {
    name: 'events',
    service: 'orders',
    path: '/v2/orders/005077/events',
    envelope: 'results',
    query: below('order(orderId: "005077") { parts: events { id: eventId } }'),
    at: ['contract', 'of', 'parts'],
    isPaged: false,
    row: (id) => ({ event_id: `e.${id}`, type: 'OrderAccepted' }),
    needs: 'type',
  },
];

/** The same row without a member, e.g. `properties.order_id`. */
export function without(row: object, member: string): object {
  const [name = '', ...rest] = member.split('.');
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) => {
      if (key !== name) return [[key, value]];
      return rest.length === 0 ? [] : [[key, without(value, rest.join('.'))]];
    }),
  );
}
