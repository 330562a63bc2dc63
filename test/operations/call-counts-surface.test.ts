import { afterEach, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { bruteForceOver } from '../support/sandbox/brute-force.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

/** A task with three captures, an order with a task and two captures, and another without. */
const TASK = 'tasking/tasks/345674';
const ORDER = 'v2/orders/005077';
const SEARCH = 'POST /archive/stac/search';
const FILTERS_TAKEN = 'GET /archive/stac';
const [ONE, TWO] = bruteForceOver(20_000).entries.filter(({ collection }) => collection === 'l1d');

const item = ({ id = '' } = {}) => `stacItem(collectionId: "l1d", itemId: "${id}") { itemId }`;
const search = (fields: string) => `stacSearch(input: { ${OVER_SINGAPORE} }) { ${fields} }`;
const task = (fields: string) => `task(taskId: 345674) { captures { ${fields} } }`;
const order = (fields: string) => `order(orderId: "005077") { ${fields} }`;
const times = (count: number, call: string) => Array.from({ length: count }, () => call);

/** Fields under a contract, and the calls they make beyond that of the contract list. */
const COSTS: readonly (readonly [which: string, fields: string, calls: readonly string[]])[] = [
  ['stacSearch', search('totalCount report { itemsScanned }'), [SEARCH]],
  ['stacSearch with coverage', search('edges { coverage }'), [SEARCH]],
  ['stacSearch with passes', search('passes { outcomeId cloudCoverMean preview { href } items { id } }'), [SEARCH]],
  ['stacSearch with a feature collection', search('featureCollection'), [SEARCH]],
  [
    'stacSearch across the antimeridian, on one page',
    'stacSearch(input: { bbox: [179, -20, -179, -15] }, first: 2000) { totalCount }',
    times(2, SEARCH),
  ],
  [
    'stacSearch by CQL2',
    'stacSearch(input: { cql2: { op: "<", args: [{ property: "gsd" }, 1] } }) { totalCount }',
    [FILTERS_TAKEN, SEARCH],
  ],
  [
    'a filter in stacSearch',
    'stacSearch(input: {}, filter: { offNadirMax: 10 }) { totalCount }',
    [FILTERS_TAKEN, SEARCH],
  ],
  [
    'archiveSearch with all that is made of a page',
    `archiveSearch(${OVER_SINGAPORE}) { featureCollection passes { bbox } edges { coverage } }`,
    ['POST /archive/search'],
  ],
  [
    'a filter by coverage',
    `archiveSearch(${OVER_SINGAPORE}, filter: { coverageMin: 1 }) { totalCount }`,
    ['POST /archive/search'],
  ],
  [
    'items of a collection',
    'stacCollection(collectionId: "l1d") { items { totalCount featureCollection } }',
    ['GET /archive/stac/collections/l1d', SEARCH],
  ],
  [
    'items of each collection',
    'stacCollections { items(first: 1) { totalCount } }',
    ['GET /archive/stac/collections', ...times(7, SEARCH)],
  ],
  ['one item', item(ONE), [SEARCH]],
  ['two items of one collection', `one: ${item(ONE)} two: ${item(TWO)}`, [SEARCH]],
  ['captures of a task', task('captureId statusText'), [`GET /${TASK}`, `GET /${TASK}/captures`]],
  [
    'items of three captures',
    task('items(first: 5) { totalCount }'),
    [FILTERS_TAKEN, `GET /${TASK}`, `GET /${TASK}/captures`, ...times(3, SEARCH)],
  ],
  [
    'attachments of three captures',
    task('attachments { name url }'),
    [`GET /${TASK}`, `GET /${TASK}/captures`, ...times(3, 'GET /telluric/scenes')],
  ],
  [
    'a page of orders',
    'orders(first: 100) { nodes { orderId latestEvent { type } } featureCollection }',
    ['GET /v2/orders'],
  ],
  ['one order', order('orderId taskId latestEvent { type }'), [`GET /${ORDER}`]],
  ['events of an order', order('events { type }'), [`GET /${ORDER}`, `GET /${ORDER}/events`]],
  ['captures of an order', order('captures { captureId }'), [`GET /${ORDER}`, `GET /${ORDER}/captures`]],
  [
    'deliverables and outcome of an order',
    order('deliverables { assets { href } } outcome'),
    [`GET /${ORDER}`, `GET /${ORDER}/deliverables`],
  ],
  ['the task of an order', order('task { name }'), ['GET /tasking/tasks/345667', `GET /${ORDER}`]],
  ['a list of tasks with a feature collection', 'tasks { featureCollection }', ['GET /tasking/tasks']],
];

let facade: Facade;
afterEach(() => facade.close());

// What a page of closed orders costs is in order-parts.test.ts, what happens beyond the budget in budget.test.ts.
test.each(COSTS)('the calls of %s are these and the contract list, with cold caches', async (_which, fields, calls) => {
  facade = await startFacade();
  const { body } = await facade.ask(`{ contract(id: "${PORTS}") { ${fields} } }`);
  expect(body.errors).toBeUndefined();
  expect(Object.values(body.data.contract)).not.toContain(null);
  expect(facade.upstreamCalls().sort()).toEqual(['GET /contracts', ...calls].sort());
  const { upstreamCalls, tokenCalls } = body.extensions.aleph.totals;
  expect([upstreamCalls, tokenCalls]).toEqual([1 + calls.length, 1]);
});
