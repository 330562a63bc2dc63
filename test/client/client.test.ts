import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createClient, EverythingDocument, everyRow, FacadeError, facadeErrorOf } from '../../src/client/index.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { PORTS } from '../support/sandbox/world.ts';

const PAIR = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
const TASKS = `query ($after: String) { contract(id: "${PORTS}") {
  tasks(first: 50, after: $after) { edges { node { id } } complete skipped pageInfo { hasNextPage endCursor } } } }`;
interface Tasks {
  readonly contract: {
    readonly tasks: {
      edges: { node: { id: string } }[];
      complete: boolean;
      skipped: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
}
let facade: Facade;

beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const open = (credentials: Parameters<typeof createClient>[0]['credentials'] = PAIR) =>
  createClient({ url: `${facade.url}/graphql`, credentials });

/** The FacadeError that a promise rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<FacadeError> {
  const error = await promise.then(
    () => expect.fail('it was answered'),
    (thrown: unknown) => thrown,
  );
  return error instanceof FacadeError ? error : expect.fail(`no FacadeError: ${error}`);
}

/** A client of a server that gives one answer, and the requests it got. */
async function answeredBy(status: number, body: string, headers: Record<string, string> = {}) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { client: createClient({ url, credentials: PAIR }), requests: () => requests };
}

describe('a client', () => {
  test('reads an example with the pair, and with a token that a function gives for each request', async () => {
    const { token } = await restOf(facade.sandbox);
    let given = 0;
    const later = async () => {
      given += 1;
      return { token };
    };
    const clients = [open(), open(later)];
    for (const client of [...clients, ...clients]) {
      const { contracts } = await client.request(EverythingDocument, { city: [121.2, 31, 121.7, 31.5] });
      expect(contracts?.map(({ tasks }) => tasks?.nodes.length)).toEqual([5, 5, 5]);
    }
    expect(given).toBe(2);
  });

  test('throws the error of a field with its argument, its request and the data of the others', async () => {
    const wrong = `{ contracts { id } contract(id: "${PORTS}") { tasks(first: 0) { totalCount } } }`;
    const error = await errorOf(open().request(wrong));
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false, argumentPath: ['first'] });
    expect(error.requestId).toMatch(/\S{8}/);
    expect(error.data).toMatchObject({ contract: { tasks: null } });
    expect(error.retryAfterSeconds).toBeUndefined();
  });

  test('throws what the server says of credentials that are wrong or absent', async () => {
    const wrong = open({ ...PAIR, clientSecret: 'wrong' });
    expect(await errorOf(wrong.request('{ viewer { id } }'))).toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    const none = open({ token: '' });
    expect(await errorOf(none.request('{ viewer { id } }'))).toMatchObject({ code: 'CREDENTIALS_MISSING' });
  });

  test('sends no secret that a header cannot carry, and does not quote it', async () => {
    const error = await errorOf(open({ ...PAIR, clientSecret: 'needle\nneedle' }).request('{ viewer { id } }'));
    expect(error.code).toBe('CREDENTIALS_MALFORMED');
    expect(`${error.stack}${error.cause}`).not.toContain('needle');
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('knows the answer of a proxy from the answer of the server, and when to come back', async () => {
    const { client } = await answeredBy(503, '<html>', { 'Retry-After': '7', 'X-Request-Id': 'proxy-1' });
    const expected = { code: 'INVALID_RESPONSE', retryable: true, retryAfterSeconds: 7, requestId: 'proxy-1' };
    expect(await errorOf(client.request('{ viewer { id } }'))).toMatchObject(expected);
    const { client: missing } = await answeredBy(404, '{}');
    expect(await errorOf(missing.request('{ viewer { id } }'))).toMatchObject({ retryable: false });
  });

  test('follows no redirect, which could lead the secret elsewhere', async () => {
    const elsewhere = await answeredBy(200, '{"data":{}}');
    const { client, requests } = await answeredBy(307, '', { Location: 'http://127.0.0.1:1/' });
    expect(await errorOf(client.request('{ viewer { id } }'))).toMatchObject({ code: 'NETWORK_ERROR' });
    expect([requests(), elsewhere.requests()]).toEqual([1, 0]);
  });

  test('ends a request with the reason of its signal', async () => {
    const reason = new Error('left');
    await expect(open().request('{ viewer { id } }', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('everyRow', () => {
  const pick = ({ contract }: Tasks) => contract.tasks;
  const endpoint = () => `${facade.url}/graphql`;
  const headers = { 'X-Aleph-Client-Id': PAIR.clientId, 'X-Aleph-Client-Secret': PAIR.clientSecret };

  test.each(['our client', 'graphql-request'])('reads each row once with %s, at a call for each page', async (name) => {
    const client = name === 'our client' ? open() : new GraphQLClient(endpoint(), { headers });
    const total = (await facade.ask(`{ contract(id: "${PORTS}") { tasks { totalCount } } }`)).body.data.contract.tasks;
    facade.sandbox.resetCalls();
    const ids = [];
    for await (const { id } of everyRow(client, TASKS, {}, pick)) ids.push(id);
    expect(new Set(ids).size).toBe(total.totalCount);
    expect(facade.upstreamCalls()).toEqual(Array(Math.ceil(total.totalCount / 50)).fill('GET /tasking/tasks'));
  });

  const page = { nodes: ['a'], complete: true, skipped: 0, pageInfo: { hasNextPage: false, endCursor: null } };
  const next = (endCursor: string | null) => ({ ...page, pageInfo: { hasNextPage: true, endCursor } });
  /** The rows read out of these pages, and the error that ended them. */
  async function rowsOf(pages: readonly unknown[]) {
    const left = [...pages];
    const rows: unknown[] = [];
    const client = { request: async () => left.shift() };
    const walk = async () => {
      for await (const row of everyRow(client, 'query', {}, (data: typeof page) => data)) rows.push(row);
    };
    const code = await walk().then(
      () => 'none',
      (error: FacadeError) => error.code,
    );
    return { rows, code, left: left.length };
  }

  test.each<[string, unknown[], string[], string]>([
    ['a list that broke off', [{ ...page, complete: false }], ['a'], 'ROWS_MISSING'],
    ['a page with skipped rows', [next('1'), { ...page, skipped: 1 }], ['a'], 'ROWS_MISSING'],
    ['a page that is null', [next('1'), null], ['a'], 'ROWS_MISSING'],
    ['a next page without a cursor', [next(null)], ['a'], 'ROWS_MISSING'],
    ['a circle of cursors', [next('1'), next('2'), next('1'), page], ['a', 'a', 'a'], 'ROWS_MISSING'],
    ['a page that does not tell', [{ nodes: ['a'], pageInfo: page.pageInfo }], [], 'ROWS_MISSING'],
    ['a short page with more after it', [{ ...next('1'), nodes: [], complete: false }, page], ['a'], 'none'],
  ])('ends %s as it should', async (_name, pages, rows, code) => {
    expect(await rowsOf(pages)).toEqual({ rows, code, left: pages.length > 3 ? 1 : 0 });
  });

  test('throws the error of a page as a FacadeError, also from graphql-request', async () => {
    facade.sandbox.inject({ path: '/tasking/tasks', answer: { kind: 'status', status: 403 } });
    onTestFinished(() => facade.sandbox.clearFaults());
    for (const client of [open(), new GraphQLClient(endpoint(), { headers })]) {
      const error = await errorOf(everyRow(client, TASKS, {}, pick).next());
      expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: false });
    }
  });
});

test('facadeErrorOf reads the errors of Apollo Client and urql, and leaves other errors alone', () => {
  const errors = [{ message: 'wait', extensions: { code: 'OVERLOADED', retryable: true, retryAfterSeconds: 2 } }];
  for (const error of [{ errors }, { graphQLErrors: errors }]) {
    expect(facadeErrorOf(error)).toMatchObject({ code: 'OVERLOADED', retryable: true, retryAfterSeconds: 2 });
  }
  const other = new Error('other');
  expect(facadeErrorOf(other)).toBe(other);
});
