import type { IncomingMessage } from 'node:http';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/admission/admission.ts';
import { createDocuments } from '../../src/admission/documents.ts';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import type { Aleph, Connection } from '../../src/aleph/client.ts';
import { Cancellation } from '../../src/async/cancellation.ts';
import { headersOf } from '../../src/exchange/headers.ts';
import { schema } from '../../src/schema/index.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, errorsOf } from '../support/facade/http.ts';
import { sendJson, startUpstream } from '../support/upstream/upstream.ts';

const CONTRACTS = '{ contracts { id } }';
const BEARER = { authorization: 'Bearer some-token' };

test('a caller whose address is not known any more counts as one address with all such', () => {
  const connections: Connection[] = [];
  const aleph = {
    connect: (connection: Connection) => {
      connections.push(connection);
      return createFakeAleph({});
    },
  } as unknown as Aleph;
  const headers = { 'x-aleph-client-id': 'guessed', 'x-aleph-client-secret': 'guessed' };
  const rawHeaders = Object.entries(headers).flat();
  const request = {
    headers: headersOf({ headers, rawHeaders } as unknown as IncomingMessage),
    signal: new Cancellation(),
  };
  connect({ aleph, schema, documents: createDocuments(schema), limits: DEFAULT_LIMITS }, request);
  expect(connections).toMatchObject([{ origin: 'unknown' }]);
});

describe('admission', () => {
  let clock: FakeClock;
  let facade: Facade;

  beforeEach(async () => {
    clock = createFakeClock();
    facade = await startFacade({ sandbox: { itemCount: 10 }, clock, config: { tokenTimeoutMs: 700 } });
  });
  afterEach(() => facade.close());

  test('an operation that needs data is refused without credentials, before Aleph is asked', async () => {
    const answer = await facade.ask(CONTRACTS, {}, {});

    expect(answer.status).toBe(401);
    expect(codesOf(answer)).toEqual(['CREDENTIALS_MISSING']);
    expect(answer.body).not.toHaveProperty('data');
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each([
    ['__typename', '{ __typename }'],
    ['introspection', getIntrospectionQuery()],
    ['introspection through fragments', '{ ...A } fragment A on Query { ... { __schema { queryType { name } } } }'],
  ])('%s is answered without credentials', async (_what, query) => {
    const { status, body } = await facade.ask(query, {}, {});

    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each([
    ['a fragment', '{ ...A } fragment A on Query { __typename contracts { id } }'],
    ['an inline fragment', '{ __typename ... on Query { contracts { id } } }'],
  ])('data behind %s is refused without credentials', async (_what, query) => {
    expect(codesOf(await facade.ask(query, {}, {}))).toEqual(['CREDENTIALS_MISSING']);
  });

  test('the operation that runs decides, not another one in the document', async () => {
    const { url } = facade;
    const ask = (operationName: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'query A { __typename } query B { contracts { id } }', operationName }),
      });

    expect((await ask('A')).status).toBe(200);
    expect((await ask('B')).status).toBe(401);
  });

  test('a document that cannot run is refused before its credentials are looked at', async () => {
    const answer = await facade.ask('{ nothing }', {}, { ...NORTH, 'x-aleph-client-secret': 'wrong' });

    expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('a wrong secret is refused before any field is resolved', async () => {
    const answer = await facade.ask(CONTRACTS, {}, { ...NORTH, 'x-aleph-client-secret': 'wrong' });

    expect(answer.status).toBe(401);
    expect(codesOf(answer)).toEqual(['CREDENTIALS_REJECTED']);
    expect(facade.tokenCalls()).toBe(1);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('an expired bearer token is refused by the contract list, without an exchange', async () => {
    const answer = await facade.ask('{ node(id: "x") { id } contracts { id } }', {}, BEARER);

    expect(answer.status).toBe(401);
    expect(codesOf(answer)).toEqual(['TOKEN_EXPIRED']);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
    expect(facade.tokenCalls()).toBe(0);
  });

  test('the contract list that proves a bearer token serves the operation as well', async () => {
    facade.sandbox.inject({ path: '/contracts', answer: { kind: 'json', body: [{ contract_id: 'cont.a' }] } });

    const { body } = await facade.ask('{ contracts { id } again: contracts { id } }', {}, BEARER);

    expect(body.data.contracts).toEqual([{ id: 'cont.a' }]);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
    expect(body.extensions.aleph.totals).toMatchObject({ upstreamCalls: 1, tokenCalls: 0 });
  });

  test('a contract list that fails for another reason does not refuse a bearer token', async () => {
    facade.sandbox.inject({ path: '/contracts', answer: { kind: 'status', status: 500 } });

    const answer = await facade.ask('{ viewer { credentialKind } contracts { id } }', {}, BEARER);

    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ viewer: { credentialKind: 'TOKEN' }, contracts: null });
    expect(codesOf(answer)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(facade.upstreamCalls()).toEqual(Array(3).fill('GET /contracts'));
  });

  test.each([
    ['500', { kind: 'status', status: 500 }, 503, 'AUTH_UNAVAILABLE', 'HTTP_5XX'],
    ['HTML', { kind: 'raw', body: '<html>Sign in</html>' }, 503, 'AUTH_UNAVAILABLE', 'NOT_JSON'],
    ['another shape', { kind: 'json', body: { token: 1 } }, 503, 'AUTH_UNAVAILABLE', 'SHAPE'],
    ['nothing in time', { kind: 'hang' }, 503, 'AUTH_UNAVAILABLE', 'TOTAL_DEADLINE'],
    ['a reset', { kind: 'reset' }, 503, 'AUTH_UNAVAILABLE', 'RESET'],
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '9' } }, 429, 'AUTH_RATE_LIMITED', undefined],
  ] as const)('a sign-in that answers %s refuses the request', async (_what, fault, status, code, reason) => {
    facade.sandbox.inject({ path: '/oauth/token', answer: fault });

    const answer = await facade.ask(CONTRACTS, {}, SOUTH);

    expect(answer.status).toBe(status);
    expect(errorsOf(answer)[0]).toMatchObject({ code, retryable: true, ...(reason && { reason }) });
    expect(answer.body).not.toHaveProperty('data');
    expect(facade.upstreamCalls()).toEqual([]);
    // A closed connection may have been a stale one, so it is tried once more.
    expect(facade.tokenCalls()).toBe(reason === 'RESET' ? 2 : 1);
  });

  test('a sign-in that redirects refuses the request, and its target sees nothing', async () => {
    const target = await startUpstream((_request, response) => sendJson(response, {}));
    const headers = { location: `${target.url}/oauth/token` };
    facade.sandbox.inject({ path: '/oauth/token', answer: { kind: 'status', status: 307, headers } });

    const answer = await facade.ask(CONTRACTS, {}, SOUTH);
    await target.close();

    expect(answer.status).toBe(503);
    expect(errorsOf(answer)[0]).toMatchObject({ code: 'AUTH_UNAVAILABLE', reason: 'REDIRECT' });
    expect(target.received).toEqual([]);
  });

  test('a pair is exchanged once for a hundred requests at once, and all are answered', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => facade.ask(CONTRACTS)));

    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(facade.tokenCalls()).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(100);
  });

  test('a token that has run out is replaced by one exchange, without an error', async () => {
    await facade.ask(CONTRACTS);
    clock.advance(86_400_000);

    const { body } = await facade.ask(CONTRACTS);

    expect(body.errors).toBeUndefined();
    expect(facade.tokenCalls()).toBe(2);
  });
});
