import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { ARCTIC, HARBOUR, OVER_SINGAPORE, PORTS, SOUTHERN } from '../support/sandbox/world.ts';

let facade: Facade;

beforeEach(async () => {
  facade = await startFacade({ sandbox: { itemCount: 2_000 } });
});
afterEach(() => facade.close());

const EVERYTHING = `
  id
  taskingProducts { productId }
  tasks(first: 100) { nodes { taskId contract { id } } }
  archiveSearch(${OVER_SINGAPORE}, first: 2000) { nodes { id itemId contract { id } } }
  stacCollections { collectionId }
`;

describe('contracts', () => {
  test.each([
    ['North', NORTH, [PORTS, HARBOUR, ARCTIC]],
    ['South', SOUTH, [SOUTHERN]],
  ])('are those of the caller, in Aleph’s order, for %s', async (_who, credentials, ids) => {
    const { body } = await facade.ask('{ contracts { id } }', {}, credentials);
    expect(body.data.contracts).toEqual(ids.map((id) => ({ id })));
  });

  test('are an empty list, and no error, when the credentials have none', async () => {
    facade.sandbox.inject({ path: '/contracts', answer: { kind: 'json', body: [] } });
    const { body } = await facade.ask('{ contracts { id } }');
    expect(body.data).toEqual({ contracts: [] });
    expect(body.errors).toBeUndefined();
  });

  test('answer for their caller alone when two ask the same at the same moment', async () => {
    const query = `{ contracts { ${EVERYTHING} } }`;
    const asked = Array.from({ length: 8 }, (_, turn) => (turn % 2 === 0 ? NORTH : SOUTH));
    const answers = await Promise.all(asked.map((credentials) => facade.ask(query, {}, credentials)));
    for (const [turn, { body }] of answers.entries()) {
      expect(body.errors).toBeUndefined();
      const ids = body.data.contracts.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(turn % 2 === 0 ? [PORTS, HARBOUR, ARCTIC] : [SOUTHERN]);
      expect(JSON.stringify(body.data).includes(SOUTHERN)).toBe(turn % 2 === 1);
    }
    const callers = new Map(facade.sandbox.calls().map((call) => [call.contractId, call.clientId]));
    expect(callers.get(SOUTHERN)).toBe('sandbox-south');
    expect(callers.get(PORTS)).toBe('sandbox-north');
  });

  test.each([
    [
      'a 401 that names it',
      { status: 401, body: { message: 'Unauthorized: missing or invalid contract' } },
      'CONTRACT_NOT_ACCESSIBLE',
    ],
    ['a 403', { status: 403, body: { Message: 'User is not authorized to access this resource' } }, 'FORBIDDEN'],
  ])('stay whole beside one that Aleph forbids by %s', async (_how, answer, code) => {
    facade.sandbox.inject({ path: '/tasking/tasks', contractId: HARBOUR, answer: { kind: 'status', ...answer } });
    const { status, body } = await facade.ask(
      '{ contracts { id tasks(first: 3) { nodes { taskId } } taskingProducts { name } } }',
    );
    expect(status).toBe(200);
    const [ports, harbour, arctic] = body.data.contracts;
    expect(ports.tasks.nodes).toHaveLength(3);
    expect(arctic.tasks.nodes).toHaveLength(3);
    expect(harbour).toMatchObject({ id: HARBOUR, tasks: null, taskingProducts: [{}, {}] });
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({ path: ['contracts', 1, 'tasks'], extensions: { code } });
    expect(facade.tokenCalls()).toBe(1);
  });
});

describe('contract', () => {
  test('of somebody else is null, costs no data call and leaves its siblings answered', async () => {
    const { status, body } = await facade.ask(
      `{ theirs: contract(id: "${SOUTHERN}") { ${EVERYTHING} } ours: contract(id: "${ARCTIC}") { name } }`,
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({ theirs: null, ours: { name: 'Arctic Logistics Rush Tasking' } });
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({
      path: ['theirs'],
      extensions: { code: 'CONTRACT_NOT_ACCESSIBLE', retryable: false },
    });
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('that nobody has answers in the same words as one of somebody else', async () => {
    const { body } = await facade.ask(`{ a: contract(id: "${SOUTHERN}") { id } b: contract(id: "cont.none") { id } }`);
    const [a, b] = body.errors;
    expect(b.message).toBe(a.message);
    expect(b.extensions).toEqual(a.extensions);
  });

  test('matches its id exactly', async () => {
    const { body } = await facade.ask(`{ contract(id: "${PORTS.toUpperCase()}") { id } }`);
    expect(body.errors[0].extensions.code).toBe('CONTRACT_NOT_ACCESSIBLE');
  });

  test.each([[PORTS], [HARBOUR], [ARCTIC], [SOUTHERN]])('%s opens to its own credentials only', async (id) => {
    for (const credentials of [NORTH, SOUTH]) {
      const { body } = await facade.ask(`{ contract(id: "${id}") { ${EVERYTHING} } }`, {}, credentials);
      const isOwner = (credentials === SOUTH) === (id === SOUTHERN);
      expect(body.data.contract?.id).toBe(isOwner ? id : undefined);
    }
    const dataCalls = facade.sandbox.calls().filter((call) => call.contractId !== undefined);
    expect(new Set(dataCalls.map((call) => call.clientId))).toEqual(
      new Set([id === SOUTHERN ? 'sandbox-south' : 'sandbox-north']),
    );
  });

  test('keeps its rows to itself beside another that is asked the same', async () => {
    const { body } = await facade.ask(
      `{ a: contract(id: "${PORTS}") { ${EVERYTHING} } b: contract(id: "${HARBOUR}") { ${EVERYTHING} } }`,
    );
    const { a, b } = body.data;
    const taskIds = (side: typeof a) => side.tasks.nodes.map((task: { taskId: number }) => task.taskId);
    expect(taskIds(a).filter((id: number) => taskIds(b).includes(id))).toEqual([]);
    for (const side of [a, b]) {
      const rows = [...side.tasks.nodes, ...side.archiveSearch.nodes];
      expect(rows.length).toBeGreaterThan(60);
      expect(new Set(rows.map((row: { contract: { id: string } }) => row.contract.id))).toEqual(new Set([side.id]));
    }
    // Both contracts see some of the same items; each sees them under ids of its own.
    const itemIds = (key: string) =>
      a.archiveSearch.nodes.concat(b.archiveSearch.nodes).map((item: Record<string, string>) => item[key]);
    expect(new Set(itemIds('id')).size).toBe(itemIds('id').length);
    expect(new Set(itemIds('itemId')).size).toBeLessThan(itemIds('itemId').length);
  });
});
