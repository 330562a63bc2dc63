import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, errorsOf, post } from '../support/facade/http.ts';

const DATES = 'dates: { start: "2026-01-01", end: "2026-01-02" }';

describe('hostile variables', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
    await facade.ask('{ contracts { id } }');
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test('that do not fit refuse the request, and Aleph is not asked', async () => {
    const query = `query ($box: BBox!) { contracts { archiveSearch(bbox: $box, ${DATES}) { totalCount } } }`;

    const answer = await facade.ask(query, { box: ['CANARY', 0, 1, 1] });

    expect(answer.status).toBe(400);
    expect(answer.body).not.toHaveProperty('data');
    expect(errorsOf(answer)).toMatchObject([{ code: 'BAD_USER_INPUT', argumentPath: ['bbox'] }]);
    expect(JSON.stringify(answer.body)).not.toContain('CANARY');
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('are judged each time, whatever the same text was told before', async () => {
    const query = 'query ($first: Int!) { contracts { id tasks(first: $first) { nodes { taskId } } } }';
    const primed = await facade.ask(query, { first: 1 }, SOUTH);
    expect(primed.body.errors).toBeUndefined();
    facade.sandbox.resetCalls();

    const answer = await facade.ask(query, { first: 100_000 }, SOUTH);

    expect(errorsOf(answer)).toMatchObject([{ code: 'BAD_USER_INPUT', argumentPath: ['first'] }]);
    expect(answer.body.data.contracts).toEqual([{ id: expect.any(String), tasks: null }]);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('of one caller leave no trace in the errors of the next', async () => {
    const query = 'query ($first: Int!) { contracts { tasks(first: $first) { totalCount } } nothing }';
    const [one, two] = [await facade.ask(query, { first: 1 }, SOUTH), await facade.ask(query, { first: 2 })];

    expect(codesOf(one)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(codesOf(two)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(one.headers.get('x-request-id')).not.toBe(two.headers.get('x-request-id'));
  });

  test('with __proto__ and constructor in them change no object of the process', async () => {
    const poison = '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}';
    const query =
      'query ($dates: DateRange!) { contracts { archiveSearch(bbox: [0, 0, 1, 1], dates: $dates) { totalCount } } }';
    const range = `{"start":"2026-01-01","end":"2026-01-02",${poison.slice(1)}`;
    const answer = await post(facade, `{"query":${JSON.stringify(query)},"variables":{"dates":${range}}}`, NORTH);
    const beside = await post(facade, `{"query":"{ __typename }","variables":${poison},"extensions":${poison}}`);

    expect(new Set(codesOf(answer))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(beside.body).toEqual({ data: { __typename: 'Query' } });
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  test('with the name of another operation’s condition are not taken for one', async () => {
    const query = `query A($x: JSONObject) { contract(id: "c") { stacSearch(input: { cql2: $x }) { totalCount } } }
      query B($x: Boolean!) { __typename @include(if: $x) }`;
    const body = { query, operationName: 'A', variables: { x: { toString: 1 } } };

    const answer = await post(facade, JSON.stringify(body), NORTH);

    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ contract: null });
    expect(codesOf(answer)).toEqual(['CONTRACT_NOT_ACCESSIBLE']);
  });

  test.each([
    ['a condition', 'query ($v: Boolean = true) { __typename @include(if: $v) }', 'Boolean!', ['if']],
    ['an argument', 'query ($v: Int = 5) { contract(id: "c") { tasks(first: $v) { totalCount } } }', 'Int!', ['first']],
    [
      'an argument with a default of its own, in a fragment',
      'query ($v: Int) { contract(id: "c") { ...F } } fragment F on Contract { tasks(first: $v) { totalCount } }',
      'Int!',
      ['first'],
    ],
  ])('that are null for %s that must have a value are bad input', async (_what, query, type, argumentPath) => {
    const answer = await post(facade, JSON.stringify({ query, variables: { v: null } }), NORTH);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([
      { message: `$v: expected ${type}.`, extensions: { code: 'BAD_USER_INPUT', argumentPath } },
    ]);
  });

  test.each([
    ['nested 100,000 deep', (depth = 100_000) => '['.repeat(depth) + ']'.repeat(depth)],
    ['400,000 items long', () => `[${'1,'.repeat(399_999)}1]`],
  ])('%s are refused with a typed error', async (_what, list) => {
    const query = `query ($names: [String!]) { contracts { archiveSearch(bbox: [0, 0, 1, 1], ${DATES}, collections: $names) { totalCount } } }`;

    const answer = await post(facade, `{"query":${JSON.stringify(query)},"variables":{"names":${list()}}}`, NORTH);

    expect(answer.status).toBe(400);
    expect(new Set(codesOf(answer))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(facade.upstreamCalls()).toEqual([]);
  });
});
