import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { errorsOf, post } from '../support/facade/http.ts';

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const CALL = 'contracts { id }';
const CYCLE = '{ ...A } fragment A on Query { contracts { ...B } } fragment B on Contract { contract: id ...B }';

const FLOODS: readonly (readonly [string, string, string, string | undefined])[] = [
  ['64 KiB long', `{ ${CALL} } ${'#'.repeat(65_536)}`, 'QUERY_TOO_COMPLEX', 'bytes'],
  ['of 3,000 nested selections', `${'{a'.repeat(3_000)}${'}'.repeat(3_000)}`, 'QUERY_TOO_COMPLEX', 'brackets'],
  ['of a list literal 15,000 deep', `{a(b:${'['.repeat(15_000)}`, 'QUERY_TOO_COMPLEX', 'brackets'],
  ['of 101 aliases', `{ ${times(101, (n) => `a${n}: ${CALL}`)} }`, 'QUERY_TOO_COMPLEX', 'aliases'],
  ['of 2,000 directives', `{ __typename ${times(2_000, () => '@a')} }`, 'QUERY_TOO_COMPLEX', 'tokens'],
  ['of 21 directives', `{ ${times(21, () => '__typename @include(if: true)')} }`, 'QUERY_TOO_COMPLEX', 'directives'],
  ['of 500 times the same field', `{ contracts { ${times(500, () => 'id')} } }`, 'QUERY_TOO_COMPLEX', 'fields'],
  ['of a fragment cycle', CYCLE, 'GRAPHQL_VALIDATION_FAILED', undefined],
  ['of introspection in circles', `{ ${circle(6)} }`, 'GRAPHQL_VALIDATION_FAILED', undefined],
  ['of introspection that doubles', doubled(8), 'QUERY_TOO_COMPLEX', 'fields'],
  [
    'of an alias of 30,000 letters',
    `{ __schema { ${'a'.repeat(30_000)}: __typename } }`,
    'QUERY_TOO_COMPLEX',
    'aliases',
  ],
  ['of thirty mutations', `mutation { ${times(20, (n) => `a${n}: order`)} }`, 'QUERY_TOO_COMPLEX', 'rootFields'],
  ['of one mutation', 'mutation { order }', 'GRAPHQL_VALIDATION_FAILED', undefined],
  ['of one subscription', `subscription { ${CALL} }`, 'GRAPHQL_VALIDATION_FAILED', undefined],
];

describe('a document', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each(FLOODS)('%s is refused with 400, and nothing runs', async (_what, query, code, limit) => {
    const answer = await facade.ask(query);

    expect(answer.status).toBe(400);
    expect(answer.body).not.toHaveProperty('data');
    expect(errorsOf(answer)[0]).toMatchObject({ code, retryable: false, ...(limit && { limit: { name: limit } }) });
    expect(JSON.stringify(answer.body).length).toBeLessThan(16_384);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('that was refused once is refused again in the same words, whoever sends it', async () => {
    for (const [, query] of FLOODS) {
      const [first, second] = [await facade.ask(query), await facade.ask(query, {}, {})].map(({ body }) =>
        JSON.stringify(body).replaceAll(/"requestId":"[^"]+"/g, ''),
      );
      expect(first).toBe(second);
    }
  });

  test('in a list of ten is refused as a batch, and none of the ten runs', async () => {
    const answer = await post(facade, `[${Array(10).fill(`{"query":"{ ${CALL} }"}`)}]`, NORTH);

    expect(answer.status).toBe(400);
    const refused = { errors: [{ extensions: { code: 'BATCHING_DISABLED' } }] };
    expect(answer.body).toMatchObject(Array(10).fill(refused));
    expect(facade.sandbox.calls()).toEqual([]);
  });
});

function circle(turns: number): string {
  return `__schema { types { ${'fields { type { '.repeat(turns)}name${' } }'.repeat(turns)} } }`;
}

function doubled(turns: number): string {
  const fragments = times(
    turns,
    (n) => `fragment F${n} on __Type { ofType { ...F${n + 1} } a: ofType { ...F${n + 1} } }`,
  );
  return `{ __schema { types { ...F0 } } } ${fragments} fragment F${turns} on __Type { name }`;
}
