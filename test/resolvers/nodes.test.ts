import { assertInterfaceType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { schema } from '../../src/schema/index.ts';
import { type Facade, SOUTH, startFacade } from '../support/facade/facade.ts';
import { HARBOUR, OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

let facade: Facade;
/** Of one thing of each type, as its field answers it. */
let things: Readonly<Record<string, { id: string } & Record<string, unknown>>>;
/** A capture made for an order; the one among the things was made for a task. */
let ofOrder: { id: string } & Record<string, unknown>;

const FIELDS: Readonly<Record<string, string>> = {
  Contract: 'id name',
  TaskingProduct: 'id productId name targetType',
  Task: 'id taskId name status createdAt target',
  StacItem: 'id itemId collectionId datetime geometry properties',
  StacCollection: 'id collectionId title keywords',
  Capture: 'id captureId statusText',
  Order: 'id orderId name statusText taskId createdAt',
};
const TYPES = Object.keys(FIELDS);

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 2_000 } });
  const { body } = await facade.ask(`{
    contract(id: "${PORTS}") {
      ${FIELDS['Contract']}
      taskingProducts { ${FIELDS['TaskingProduct']} }
      tasks(first: 1) { nodes { ${FIELDS['Task']} } }
      archiveSearch(${OVER_SINGAPORE}, first: 1) { nodes { ${FIELDS['StacItem']} } }
      stacCollections { ${FIELDS['StacCollection']} }
      completed: tasks(first: 5, filter: { status: COMPLETED }) { nodes { captures { ${FIELDS['Capture']} } } }
      orders(first: 100) { nodes { ${FIELDS['Order']} captures { ${FIELDS['Capture']} } } }
    }
  }`);
  expect(body.errors).toBeUndefined();
  const { taskingProducts, tasks, archiveSearch, stacCollections, completed, orders, ...contract } = body.data.contract;
  const { captures: _captures, ...order } = orders.nodes.find((one: { taskId: unknown }) => one.taskId !== null);
  ofOrder = orders.nodes.flatMap((one: { captures: unknown[] }) => one.captures)[0];
  things = {
    Contract: contract,
    TaskingProduct: taskingProducts[0],
    Task: tasks.nodes[0],
    StacItem: archiveSearch.nodes[0],
    StacCollection: stacCollections[0],
    Capture: completed.nodes.flatMap((task: { captures: unknown[] }) => task.captures)[0],
    Order: order,
  };
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const idOf = (type: string) => things[type]?.id ?? '';
const NODES = 'query ($ids: [ID!]!) { viewer { credentialKind } nodes(ids: $ids) { __typename id } }';

test('the things of this file are of every type that is a Node', () => {
  const types = schema.getPossibleTypes(assertInterfaceType(schema.getType('Node'))).map(({ name }) => name);
  expect(TYPES.toSorted(), 'add the type to FIELDS and things').toEqual(types.toSorted());
  expect(Object.keys(things).sort()).toEqual(TYPES.toSorted());
});

describe('node', () => {
  test.each(TYPES)('fetches a %s again by its id, the same as before', async (type) => {
    const { body } = await facade.ask(
      `query ($id: ID!) { node(id: $id) { __typename ... on ${type} { ${FIELDS[type]} } } }`,
      { id: idOf(type) },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.node).toEqual({ __typename: type, ...things[type] });
  });

  test('fetches a capture of an order again where it was made', async () => {
    const { body } = await facade.ask(
      `query ($id: ID!) { node(id: $id) { ... on Capture { ${FIELDS['Capture']} } } }`,
      { id: ofOrder.id },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.node).toEqual(ofOrder);
    expect(facade.upstreamCalls()).toEqual([expect.stringMatching(/^GET \/v2\/orders\/\d{6}\/captures$/)]);
  });

  test.each([
    ['TaskingProduct', encodeNodeId('TaskingProduct', PORTS, 999_999)],
    ['Task', encodeNodeId('Task', PORTS, 999_999)],
    ['StacItem', encodeNodeId('StacItem', PORTS, 'l1d-sr', 'gone')],
    ['StacCollection', encodeNodeId('StacCollection', PORTS, 'gone')],
    ['Order', encodeNodeId('Order', PORTS, '999999')],
    ['Capture of a task', encodeNodeId('Capture', PORTS, 'task', '345674', 'gone')],
    ['Capture of a task that no longer exists', encodeNodeId('Capture', PORTS, 'task', '999999', 'gone')],
    ['Capture of an order that no longer exists', encodeNodeId('Capture', PORTS, 'order', '999999', 'gone')],
  ])('is null, without an error, for a %s that no longer exists', async (_type, id) => {
    const { body } = await facade.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(body.data.node).toBeNull();
    expect(body.errors).toBeUndefined();
  });

  test('does not find an item in a collection it is not of', async () => {
    const id = encodeNodeId('StacItem', PORTS, 'l0', String(things['StacItem']?.['itemId']));
    const { body } = await facade.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(body.data.node).toBeNull();
  });
});

interface Failure {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

describe('nodes', () => {
  test('come in the order asked, each time they are asked for', async () => {
    const ids = [...TYPES, ...TYPES.toReversed()].map(idOf);
    const { body } = await facade.ask(NODES, { ids });
    expect(body.errors).toBeUndefined();
    expect(body.data.nodes).toEqual(
      [...TYPES, ...TYPES.toReversed()].map((type) => ({ __typename: type, id: idOf(type) })),
    );
  });

  test('are null where one is missing or refused, and only the refused have an error', async () => {
    const ids = [idOf('Task'), encodeNodeId('Task', PORTS, 1), encodeNodeId('Task', 'cont.none', 1), 'a/b', PORTS];
    const { status, body } = await facade.ask(NODES, { ids });
    expect(status).toBe(200);
    expect(body.data.nodes.map((node: { id: string } | null) => node?.id)).toEqual([
      idOf('Task'),
      undefined,
      undefined,
      undefined,
      PORTS,
    ]);
    const errors = body.errors.map((error: { path: unknown; extensions: { code: string; argumentPath?: unknown } }) => [
      error.path,
      error.extensions.code,
      error.extensions.argumentPath,
    ]);
    expect(errors).toHaveLength(2);
    expect(errors).toContainEqual([['nodes', 2], 'CONTRACT_NOT_ACCESSIBLE', undefined]);
    expect(errors).toContainEqual([['nodes', 3], 'BAD_USER_INPUT', ['ids']]);
  });

  test('of ids that cannot be decoded are bad input that says so; a contract of others stays what it is', async () => {
    const whole = idOf('StacItem');
    const ids = [
      whole.slice(0, 9),
      `${whole.slice(0, -4)}`,
      `${whole}x`.repeat(9),
      'Task:5',
      'a/b',
      'cont.none',
      'cont.a b',
    ];
    const { body } = await facade.ask(NODES, { ids });
    expect(body.data.nodes).toEqual(ids.map(() => null));
    const failures: readonly Failure[] = body.errors;
    const ofIndex = (index: number) => failures.find(({ path }) => path[1] === index);
    for (const index of [0, 1, 2, 3, 4]) {
      const extensions = { code: 'BAD_USER_INPUT', argumentPath: ['ids'] };
      expect(ofIndex(index)).toMatchObject({ message: 'ids: this id cannot be decoded.', extensions });
    }
    expect(ofIndex(5)).toMatchObject({ extensions: { code: 'CONTRACT_NOT_ACCESSIBLE' } });
    expect(ofIndex(6)).toMatchObject({ message: expect.stringContaining('a contract id has letters') });
  });

  test('are none for no ids', async () => {
    const { body } = await facade.ask(NODES, { ids: [] });
    expect(body.data.nodes).toEqual([]);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('are at most fifty: more is bad input that leaves the other fields answered', async () => {
    const fifty = Array.from({ length: 50 }, () => PORTS);
    const allowed = await facade.ask(NODES, { ids: fifty });
    expect(allowed.body.data.nodes).toHaveLength(50);
    const { status, body } = await facade.ask(NODES, { ids: [...fifty, PORTS] });
    expect(status).toBe(200);
    expect(body.data).toEqual({ viewer: { credentialKind: 'PAIR' }, nodes: null });
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({
      path: ['nodes'],
      extensions: { code: 'BAD_USER_INPUT', argumentPath: ['ids'] },
    });
  });
});

describe('an id of another caller', () => {
  test.each(TYPES)('of a %s is refused by its contract and costs no data call', async (type) => {
    const { body } = await facade.ask('query ($id: ID!) { node(id: $id) { id } }', { id: idOf(type) }, SOUTH);
    expect(body.data.node).toBeNull();
    expect(body.errors[0].extensions.code).toBe('CONTRACT_NOT_ACCESSIBLE');
    expect(facade.upstreamCalls().filter((call) => call !== 'GET /contracts')).toEqual([]);
  });

  test('that was rewritten to a contract of one’s own finds nothing of theirs', async () => {
    const ids = [
      encodeNodeId('Task', HARBOUR, Number(things['Task']?.['taskId'])),
      encodeNodeId('TaskingProduct', HARBOUR, Number(things['TaskingProduct']?.['productId'])),
      encodeNodeId('StacCollection', HARBOUR, 'l0'),
      encodeNodeId('StacItem', HARBOUR, 'l0', 'x'),
      encodeNodeId('Order', HARBOUR, String(things['Order']?.['orderId'])),
    ];
    const { body } = await facade.ask(NODES, { ids });
    expect(body.data.nodes).toEqual([null, null, null, null, null]);
    expect(body.errors).toBeUndefined();
  });
});
