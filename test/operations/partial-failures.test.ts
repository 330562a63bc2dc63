import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultAnswer } from '../../src/sandbox/http/faults.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { ARCTIC, OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

/** Which upstream serves which field. */
const UPSTREAMS = [
  { service: 'tasking', path: '/tasking/tasks', field: 'tasks' },
  { service: 'products', path: '/tasking/products', field: 'taskingProducts' },
  { service: 'archive', path: '/archive/search', field: 'archiveSearch' },
  { service: 'stac', path: '/archive/stac/collections', field: 'stacCollections' },
  { service: 'stac', path: '/archive/stac/search', field: 'stacSearch' },
  { service: 'orders', path: '/v2/orders', field: 'orders' },
] as const;

interface Failure {
  readonly how: string;
  readonly answer: FaultAnswer;
  readonly attempts: number;
  readonly error: { readonly code: string; readonly [name: string]: unknown };
}

const status = (code: number, body: unknown, headers = {}): FaultAnswer => ({
  kind: 'status',
  status: code,
  body,
  headers,
});

const FAILURES: readonly Failure[] = [
  {
    how: 'a 500 each time',
    answer: status(500, { message: 'Internal Server Error' }),
    attempts: 3,
    error: { code: 'UPSTREAM_UNAVAILABLE', reason: 'HTTP_5XX', retryable: true },
  },
  {
    how: 'a 401 that names the contract',
    answer: status(401, { message: 'Unauthorized: missing or invalid contract' }),
    attempts: 1,
    error: { code: 'CONTRACT_NOT_ACCESSIBLE', retryable: false },
  },
  {
    how: 'a 403',
    answer: status(403, { Message: 'User is not authorized to access this resource' }),
    attempts: 1,
    error: { code: 'FORBIDDEN', retryable: false },
  },
  {
    how: 'a 429 that asks for an hour',
    answer: status(429, { message: 'Too Many Requests' }, { 'retry-after': '3600' }),
    attempts: 1,
    error: { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterSeconds: 3600 },
  },
  {
    how: 'a 400',
    answer: status(400, { detail: 'no' }),
    attempts: 1,
    error: { code: 'UPSTREAM_BAD_REQUEST', retryable: false },
  },
  {
    how: 'half a JSON document',
    answer: { kind: 'raw', body: '{"results": [', contentType: 'application/json' },
    attempts: 1,
    error: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'NOT_JSON', retryable: false },
  },
  {
    how: 'a page of HTML',
    answer: { kind: 'raw', body: '<html>maintenance</html>' },
    attempts: 1,
    error: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'NOT_JSON', retryable: false },
  },
  {
    how: 'JSON of another shape',
    answer: { kind: 'json', body: { unexpected: true } },
    attempts: 1,
    error: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE', retryable: false },
  },
];

const EVERYTHING = `
  id
  tasks(first: 2) { nodes { name } }
  taskingProducts { name }
  archiveSearch(${OVER_SINGAPORE}, first: 2) { nodes { itemId } }
  stacCollections { title }
  stacSearch(input: { ${OVER_SINGAPORE} }, first: 2) { nodes { itemId } }
  orders(first: 2) { nodes { name } }
`;
const QUERY = `{ viewer { credentialKind } contract(id: "${PORTS}") { ${EVERYTHING} } other: contract(id: "${ARCTIC}") { ${EVERYTHING} } }`;

const clock = createFakeClock();
let facade: Facade;
let whole: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 1_000 }, clock });
  const { body } = await facade.ask(QUERY);
  expect(body.errors).toBeUndefined();
  whole = body.data;
});
afterAll(() => facade.close());

beforeEach(() => {
  // Past every short cache, so that each upstream is asked again.
  clock.advance(6 * 60_000);
  facade.sandbox.clearFaults();
  facade.sandbox.resetCalls();
});

describe.each(UPSTREAMS)(
  '$field of one contract, when the $service upstream answers it with',
  ({ service, path, field }) => {
    test.each(FAILURES)(
      '$how, is null with $error.code, and everything else is answered',
      async ({ answer, attempts, error }) => {
        facade.sandbox.inject({ path, contractId: PORTS, answer });
        const reply = await facade.ask(QUERY);
        expect(reply.status).toBe(200);
        expect(reply.body.data).toEqual({ ...whole, contract: { ...whole['contract'], [field]: null } });
        expect(reply.body.errors).toHaveLength(1);
        const [{ path: at, extensions }] = reply.body.errors;
        expect(at).toEqual(['contract', field]);
        expect(extensions).toMatchObject({ ...error, upstream: { service, attempts }, requestId: expect.any(String) });
        const calls = facade.sandbox.calls().filter((call) => call.path === path && call.contractId === PORTS);
        expect(calls).toHaveLength(attempts);
      },
    );
  },
);

describe('the contract list', () => {
  test('that fails empties what hangs on it, and nothing else', async () => {
    facade.sandbox.inject({ path: '/contracts', answer: status(500, {}) });
    const { status: code, body } = await facade.ask(
      '{ viewer { credentialKind } contracts { name } node(id: "cont.a") { id } nodes(ids: ["cont.a"]) { id } }',
    );
    expect(code).toBe(200);
    expect(body.data).toEqual({ viewer: { credentialKind: 'PAIR' }, contracts: null, node: null, nodes: [null] });
    expect(body.errors.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual(
      Array(3).fill('UPSTREAM_UNAVAILABLE'),
    );
    expect(body.errors[0].extensions.upstream).toEqual({ service: 'contracts', status: 500, attempts: 3 });
    expect(facade.upstreamCalls()).toEqual(Array(3).fill('GET /contracts'));
  });
});

describe('a field one step further', () => {
  test.each([
    ['orders', 'events', '/v2/orders/*/events', 'orders { nodes { row: events { type } } }'],
    ['orders', 'captures', '/v2/orders/*/captures', 'orders { nodes { row: captures { captureId } } }'],
    ['orders', 'deliverables', '/v2/orders/*/deliverables', 'orders { nodes { row: deliverables { statusText } } }'],
    [
      'tasking',
      'captures of a task',
      '/tasking/tasks/*/captures',
      'tasks(first: 4) { nodes { row: captures { captureId } } }',
    ],
  ])('of the %s upstream, %s, is null where it fails and answered beside it', async (service, _part, path, field) => {
    facade.sandbox.inject({ path, times: 1, answer: status(403, {}) });
    const { body } = await facade.ask(`{ contract(id: "${PORTS}") { name page: ${field} } }`);
    const rows: readonly { row: unknown }[] = body.data.contract.page.nodes;
    expect(rows.filter(({ row }) => row === null)).toHaveLength(1);
    expect(rows.length).toBeGreaterThan(3);
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', upstream: { service } });
  });

  test('leaves a capture without attachments when the delivery upstream fails, and its items stand', async () => {
    facade.sandbox.inject({ path: '/telluric/scenes', answer: status(500, {}) });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { task(taskId: 345674) { captures { items { totalCount } attachments { name } } } } }`,
    );
    const { captures } = body.data.contract.task;
    expect(captures.length).toBeGreaterThan(0);
    expect(captures.every(({ attachments }: { attachments: unknown }) => attachments === null)).toBe(true);
    expect(captures.every(({ items }: { items: unknown }) => items !== null)).toBe(true);
    expect(body.errors).toHaveLength(captures.length);
    expect(body.errors[0].extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      upstream: { service: 'delivery' },
    });
  });

  test('is null on every row when its upstream fails, with an error for each and one call for all', async () => {
    facade.sandbox.inject({ path: '/tasking/products', answer: status(403, {}) });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { tasks(first: 3) { nodes { name product { name } } } } }`,
    );
    expect(body.data.contract.tasks.nodes).toHaveLength(3);
    expect(body.data.contract.tasks.nodes.every((task: { product: unknown }) => task.product === null)).toBe(true);
    expect(body.errors.map((error: { path: unknown }) => error.path)).toEqual(
      [0, 1, 2].map((row) => ['contract', 'tasks', 'nodes', row, 'product']),
    );
    expect(facade.upstreamCalls().filter((call) => call === 'GET /tasking/products')).toHaveLength(1);
  });
});
