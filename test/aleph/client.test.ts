import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlephClient } from '../../src/aleph/client.ts';
import { CLIENT_READS } from '../support/aleph/fake-aleph.ts';
import {
  bearerOf,
  failureOf,
  NORTH,
  openAleph,
  pairOf,
  SOUTH,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../support/aleph/upstream-aleph.ts';

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const SEARCH = { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-02' } as const;
type Method = (client: AlephClient, contractId: string) => Promise<unknown>;
/** Reads that take more than a contract and an id. */
const METHODS: Readonly<Partial<Record<keyof AlephClient, Method>>> = {
  listProducts: (client, id) => client.listProducts(id),
  listTasks: (client, id) => client.listTasks(id, { limit: 1, offset: 0 }),
  getTask: (client, id) => client.getTask(id, 1),
  listArchive: (client, id) => client.listArchive(id, SEARCH),
  searchItems: (client, id) => client.searchItems(id, { limit: 1 }),
  getItems: (client, id) => client.getItems(id, 'l1d', ['a']),
  listCollections: (client, id) => client.listCollections(id),
  getCollection: (client, id) => client.getCollection(id, 'l1d'),
  takesFilters: (client, id) => client.takesFilters(id),
  takesPlainFilter: (client, id) => client.takesPlainFilter(id),
  listTaskCaptures: (client, id) => client.listTaskCaptures(id, 1),
  listAttachments: (client, id) => client.listAttachments(id, 'a'),
  listOrders: (client, id) => client.listOrders(id, { limit: 1, offset: 0 }),
  getOrder: (client, id) => client.getOrder(id, '1'),
  listOrderEvents: (client, id) => client.listOrderEvents(id, '1'),
  listOrderCaptures: (client, id) => client.listOrderCaptures(id, '1'),
  listDeliverables: (client, id) => client.listDeliverables(id, '1'),
  analyzeTask: (client, id) => client.analyzeTask(id, {}),
  analyzeOrder: (client, id) => client.analyzeOrder(id, {}),
};
/** Every read that takes a contract, which comes first. */
const ALL_METHODS = CLIENT_READS.filter((name) => name !== 'authenticate' && name !== 'listContracts').map(
  (name): readonly [string, Method] => [
    name,
    Reflect.get(METHODS, name) ?? ((client, id) => Reflect.apply(Reflect.get(client, name), client, [id, '1'])),
  ],
);

describe('a client', () => {
  test('of a pair tells what it was granted', async () => {
    const client = upstream.connect();
    expect(client.credentialKind).toBe('PAIR');
    expect(await client.authenticate()).toEqual({
      scopes: ['api:tasking', 'api:delivery'],
      expiresAt: new Date(upstream.clock.wallNow() + 86_400_000),
    });
  });

  test('of a bearer token knows nothing of its access, and exchanges nothing', async () => {
    const client = upstream.connect({ credentials: bearerOf('any') });
    expect(client.credentialKind).toBe('TOKEN');
    expect(await client.authenticate()).toBeUndefined();
    expect(upstream.tokenCalls()).toBe(0);
  });

  test('of a bearer token reads what its pair would read', async () => {
    const response = await fetch(`${upstream.sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'sandbox-south',
        client_secret: 'sandbox-south-secret',
        audience: 'https://api.satellogic.com/',
        grant_type: 'client_credentials',
      }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    const bearer = upstream.connect({ credentials: bearerOf(access_token) });
    expect(await bearer.listContracts()).toEqual([{ id: SOUTH, name: 'Southern Cross Crop Insurance' }]);
    expect(upstream.tokenCalls()).toBe(1);
  });

  test('keeps a receipt of every read it made', async () => {
    const client = upstream.connect();
    await client.listContracts();
    await client.listTasks(NORTH, { limit: 1, offset: 0 });
    await client.listContracts();
    const { calls, totals } = client.receipt();
    expect(
      calls.map(({ service, operation, contractId, status, attempts, shared }) => [
        service,
        operation,
        contractId,
        status,
        attempts,
        shared,
      ]),
    ).toEqual([
      ['auth', 'exchangeToken', null, 200, 1, false],
      ['contracts', 'listContracts', null, 200, 1, false],
      ['tasking', 'listTasks', NORTH, 200, 1, false],
      ['contracts', 'listContracts', null, null, 0, true],
    ]);
    expect(totals).toMatchObject({ upstreamCalls: 2, tokenCalls: 1, shared: 1 });
    expect(totals.bytes).toBe(calls.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(calls[1]?.bytes).toBeGreaterThan(100);
  });

  test('keeps a receipt of what failed, with the last status and all tries', async () => {
    const client = upstream.connect();
    upstream.sandbox.inject({ path: '/contracts', answer: { kind: 'status', status: 502 } });
    await failureOf(client.listContracts());
    expect(client.receipt().calls.at(-1)).toMatchObject({ operation: 'listContracts', status: 502, attempts: 3 });
  });

  test('whose token Aleph refused reads on with the one that took its place', async () => {
    const client = upstream.connect();
    await client.listContracts();
    upstream.sandbox.revoke();
    upstream.clock.advance(60_001);
    upstream.sandbox.resetCalls();
    await client.listProducts(NORTH);
    await client.listCollections(NORTH);
    expect(upstream.calls()).toEqual([
      'GET /tasking/products',
      'GET /tasking/products',
      'GET /archive/stac/collections',
    ]);
    expect(upstream.tokenCalls()).toBe(1);
  });

  test('does not know of the calls of another', async () => {
    await upstream.connect().listContracts();
    expect(upstream.connect().receipt().calls).toEqual([]);
  });
});

/** Those that find out what Aleph takes go by what it says, and leave it to the read to fail. */
const READS = ALL_METHODS.filter(([name]) => !name.startsWith('takes'));

describe.each(ALL_METHODS)('%s', (_name, call) => {
  test.each(['', ' a', 'a ', 'ä', 'a\u0000', 'cont.1\r\nX-Evil: 1', 'a'.repeat(300)])(
    'under the contract %j is refused without any call',
    async (contractId) => {
      expect(await failureOf(call(upstream.connect(), contractId))).toMatchObject({
        code: 'BAD_USER_INPUT',
        argumentPath: ['contractId'],
      });
      expect([upstream.calls(), upstream.tokenCalls()]).toEqual([[], 0]);
    },
  );
});

describe.each(READS)('%s', (_name, call) => {
  test.each([401, 403] as const)('under the contract of somebody else is refused by Aleph with %d', async (status) => {
    const other = await startUpstreamAleph({ itemCount: 50, guesses: { contractRefusal: status } });
    const failed = await failureOf(call(other.connect(), SOUTH));
    expect(failed.code).toBe(status === 401 ? 'CONTRACT_NOT_ACCESSIBLE' : 'FORBIDDEN');
    expect(`${failed.message} ${JSON.stringify(failed)}`).not.toContain(SOUTH);
    await other.close();
  });
});

describe('a process', () => {
  test('answers two identities at once with their own data only', async () => {
    const clients = Array.from(
      { length: 20 },
      (_, number) =>
        [
          upstream.connect({ credentials: pairOf(number % 2 ? 'sandbox-north' : 'sandbox-south') }),
          number % 2 ? 3 : 1,
        ] as const,
    );
    const lists = await Promise.all(clients.map(([client]) => client.listContracts()));
    expect(lists.map(({ length }) => length)).toEqual(clients.map(([, count]) => count));
    expect([upstream.calls().length, upstream.tokenCalls()]).toEqual([2, 2]);
  });

  test('that closed its Aleph makes no more calls', async () => {
    const aleph = openAleph(upstream.sandbox.url);
    await aleph.close();
    expect(await failureOf(aleph.connect({ credentials: bearerOf('t') }).listContracts())).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(upstream.calls()).toEqual([]);
  });
});
