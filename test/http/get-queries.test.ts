import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, post, send } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const CONTRACTS = '{ contracts { id } }';
const BASIC = { authorization: `Basic ${Buffer.from('sandbox-south:sandbox-south-secret').toString('base64')}` };

describe('a query by GET', () => {
  const memory = createMemoryLog();
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  beforeEach(() => {
    facade.sandbox.resetCalls();
    memory.clear();
  });
  afterAll(() => facade.close());

  const get = (parameters: Record<string, string>, headers: Record<string, string> = NORTH, path = '/graphql') =>
    send(`${facade.url}${path}?${new URLSearchParams(parameters)}`, { headers });

  test.each([
    ['X-Aleph headers', NORTH],
    ['Basic', BASIC],
  ])('with %s runs with its variables and the operation that it names, and is stored by nobody', async (_, headers) => {
    const query =
      'query A($yes: Boolean!) { contracts { id @include(if: $yes) name @skip(if: $yes) } } query B { __typename }';
    const answer = await get({ query, variables: '{"yes":true}', operationName: 'A' }, headers);

    expect(answer.status).toBe(200);
    expect(answer.body.data.contracts[0]).toEqual({ id: expect.stringMatching(/^cont\./) });
    expect(answer.body.errors).toBeUndefined();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('vary')).toBe('Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret');
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('with empty parameters beside it, under the endpoint with a slash, and from a browser, runs as well', async () => {
    const answer = await get(
      { query: '{ __typename }', variables: '', operationName: '', extensions: '', other: '1' },
      { ...NORTH, accept: 'text/html,*/*;q=0.8' },
      '/graphql/',
    );
    expect(answer).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  test('answers as a POST of the same does, whatever its variables', async () => {
    const query =
      'query ($id: ID!, $first: Int!) { node(id: $id) { id } contracts { tasks(first: $first) { totalCount } } }';
    const variables = fc.oneof(
      fc.record({ id: fc.string({ unit: 'binary' }), first: fc.integer({ min: -5, max: 500 }) }),
      fc.dictionary(fc.constantFrom('id', 'first'), fc.jsonValue()),
    );
    const outcome = ({ status, body }: { status: number; body: object }) =>
      JSON.stringify({ status, body }).replaceAll(/"requestId":"[^"]*"/g, '');
    await fc.assert(
      fc.asyncProperty(variables, async (values) => {
        const json = JSON.stringify(values);
        const posted = await post(facade, JSON.stringify({ query, variables: JSON.parse(json) }), NORTH);
        expect(outcome(await get({ query, variables: json }))).toBe(outcome(posted));
      }),
      { numRuns: 40, seed: 22 },
    );
  });

  test.each<[string, Record<string, string>]>([
    ['no header of credentials', {}],
    ['a cookie', { cookie: 'token=x' }],
    ['a receipt asked for', { 'x-aleph-receipt': '1' }],
  ])('with %s is refused with the settings of clients that send it unasked', async (_, headers) => {
    const answer = await get({ query: CONTRACTS }, headers);

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(codesOf(answer)).toEqual(['METHOD_NOT_ALLOWED']);
    expect(answer.body.errors[0].message).toMatch(/preferGetMethod: false in urql.*useGETForQueries: false in Apollo/);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('without credentials shows a browser the page, and runs nothing', async () => {
    const answer = await get({ query: CONTRACTS }, { accept: 'text/html' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each(['mutation { x }', 'subscription { x }', 'query A { __typename } mutation B { x }'])(
    'cannot be %s',
    async (query) => {
      const answer = await get({ query, operationName: query.includes('B') ? 'B' : '' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('POST');
      expect(codesOf(answer)).toEqual(['METHOD_NOT_ALLOWED']);
      expect(facade.sandbox.calls()).toEqual([]);
    },
  );

  test.each([
    ['an empty query', 'query=', 'BAD_REQUEST', 400],
    ['two queries', `query=${encodeURIComponent(CONTRACTS)}&query={__typename}`, 'BAD_REQUEST', 400],
    ['variables that are no JSON', 'query={__typename}&variables={CANARY', 'BAD_REQUEST', 400],
    ['variables in a list', 'query={__typename}&variables=[1]', 'BAD_REQUEST', 400],
    ['extensions of text', 'query={__typename}&extensions="CANARY"', 'BAD_REQUEST', 400],
    ['a broken escape', 'query=%E0%A4%A', 'GRAPHQL_PARSE_FAILED', 400],
    ['no such field', 'query={CANARY_x}', 'GRAPHQL_VALIDATION_FAILED', 400],
    [
      'too many aliases',
      `query={${Array.from({ length: 21 }, (_, n) => `a${n}:__typename`)}}`,
      'QUERY_TOO_COMPLEX',
      400,
    ],
    ['a token in the URL', 'query={__typename}&access_token=CANARY', 'CREDENTIALS_MALFORMED', 400],
    ['a token behind a question mark', 'query={a?}&token=CANARY', 'CREDENTIALS_MALFORMED', 400],
  ])('with %s is refused, asks Aleph nothing and leaves nothing in the log', async (_, search, code, status) => {
    const answer = await send(`${facade.url}/graphql?${search}`, { headers: NORTH });

    expect(answer.status).toBe(status);
    expect(codesOf(answer)).toEqual([code]);
    expect(facade.sandbox.calls()).toEqual([]);
    expect(memory.lines.join('')).not.toMatch(/CANARY|__typename/);
    expect(memory.entries('request')).toMatchObject([{ method: 'GET', path: '/graphql', codes: [code] }]);
  });

  test.each<[string, Record<string, string>, string, number]>([
    ['half a pair', { 'x-aleph-client-id': 'a' }, 'CREDENTIALS_MALFORMED', 400],
    ['a wrong secret', { ...NORTH, 'x-aleph-client-secret': 'x' }, 'CREDENTIALS_REJECTED', 401],
    ['no reply that fits', { ...NORTH, accept: 'image/png' }, 'NOT_ACCEPTABLE', 406],
  ])('with %s is refused as a POST is', async (_, headers, code, status) => {
    const answer = await get({ query: CONTRACTS }, headers);
    expect(answer.status).toBe(status);
    expect(codesOf(answer)).toEqual([code]);
    expect(codesOf(await post(facade, JSON.stringify({ query: CONTRACTS }), headers))).toEqual([code]);
  });

  test('that is too long for a request line is refused', async () => {
    expect((await get({ query: `{ __typename } #${'x'.repeat(20_000)}` })).status).toBe(431);
  });
});

describe('a browser before a server without GraphiQL', () => {
  test('is told that GraphiQL is off, and the setting that turns it on', async () => {
    const facade = await startFacade({ sandbox: { itemCount: 10 }, config: { graphiql: false } });
    const [answer, script] = [
      await send(`${facade.url}/graphql`, { headers: { accept: 'text/html' } }),
      await send(`${facade.url}/graphql`),
    ];
    await facade.close();

    expect(answer.status).toBe(405);
    expect(answer.body.errors[0].message).toMatch(/GraphiQL is off.*GRAPHIQL=true/);
    expect(script.body.errors[0].message).not.toContain('GRAPHIQL');
  });
});
