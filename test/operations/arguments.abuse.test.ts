import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MOST_ROWS } from '../../src/resolvers/arguments.ts';
import { type Answer, type Facade, startFacade } from '../support/facade/facade.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 1_000 } });
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const tasks = (args: string) => `tasks(${args}) { totalCount }`;
const search = (args: string) => `archiveSearch(${args}) { totalCount }`;
const SIZED = [
  ['tasks', (first: number | string) => tasks(`first: ${first}`), MOST_ROWS.tasks],
  ['archiveSearch', (first: number | string) => search(`${OVER_SINGAPORE}, first: ${first}`), MOST_ROWS.items],
] as const;
const ask = (field: string, variables = {}, declared = '') =>
  facade.ask(`query ${declared} { contract(id: "${PORTS}") { name field: ${field} } }`, variables);

/** A field that is refused leaves the rest of the answer; an operation that is refused has no data at all. */
function expectRefusedField({ status, body }: Answer, argumentPath: readonly (string | number)[]): void {
  expect(status).toBe(200);
  expect(body.data.contract).toEqual({ name: 'Northern Ports Observatory', field: null });
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0]).toMatchObject({
    path: ['contract', 'field'],
    extensions: { code: 'BAD_USER_INPUT', retryable: false, argumentPath },
  });
  expect(facade.upstreamCalls()).toEqual([]);
}

function expectRefusedOperation({ status, body }: Answer, argument: string): void {
  expect([400, 422]).toContain(status);
  expect(body.data).toBeUndefined();
  expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  expect(body.errors[0].extensions.argumentPath[0]).toBe(argument);
  expect(facade.upstreamCalls()).toEqual([]);
}

describe('first', () => {
  test.each(SIZED)(
    'of %s out of range is bad input as a literal and as a variable, also after a cheap call of the same text',
    async (_name, field, most) => {
      for (const first of [0, -1, most + 1, most * 1_000]) {
        expectRefusedField(await ask(field(first)), ['first']);
        const cheap = await ask(field('$first'), { first: 1 }, '($first: Int!)');
        expect(cheap.body.errors).toBeUndefined();
        facade.sandbox.resetCalls();
        expectRefusedField(await ask(field('$first'), { first }, '($first: Int!)'), ['first']);
      }
    },
  );

  test.each(SIZED)('of %s is taken at both ends of its range', async (_name, field, most) => {
    for (const first of [most, 1]) expect((await ask(field(first))).body.errors).toBeUndefined();
  });

  test.each([['1.5'], ['"5"'], ['1e3'], ['null'], ['99999999999'], ['[5]']])(
    'that is %s is bad input',
    async (first) => {
      expectRefusedOperation(await ask(tasks(`first: ${first}`)), 'first');
    },
  );

  test.each([[1.5], ['5'], [null], [99_999_999_999], [[5]]])('that is the variable %j is bad input', async (first) => {
    expectRefusedOperation(await ask(tasks('first: $first'), { first }, '($first: Int!)'), 'first');
  });
});

const DATES = 'dates: { start: "2026-01-01", end: "2026-02-01" }';

describe('bbox', () => {
  test.each([
    ['[0, 0, 1e999, 1]'],
    ['[NaN, 0, 1, 1]'],
    ['["NaN", 0, 1, 1]'],
    ['[0, 0, 1]'],
    ['[0, 0, 0, 1, 1]'],
    ['[0, 2, 1, 1]'],
    ['[181, 0, 182, 1]'],
    ['[]'],
    ['null'],
  ])('%s is bad input as a literal', async (bbox) => {
    expectRefusedOperation(await ask(search(`bbox: ${bbox}, ${DATES}`)), 'bbox');
  });

  test.each([
    [['NaN', 0, 1, 1]],
    [[null, 0, 1, 1]],
    [[0, 0, 1]],
    [[0, 0, 0, 1, 1]],
    [[0, 2, 1, 1]],
    [[181, 0, 182, 1]],
    ['0,0,1,1'],
    [null],
  ])('%j is bad input as a variable', async (bbox) => {
    expectRefusedOperation(await ask(search(`bbox: $bbox, ${DATES}`), { bbox }, '($bbox: BBox!)'), 'bbox');
  });
});

describe('dates', () => {
  const BOX = 'bbox: [103.5, 1.1, 104.1, 1.6]';

  test.each([
    ['2026-02-30', '2026-03-01'],
    ['', '2026-03-01'],
    ['2026-02-01', ''],
    ['2026-02-01T00:00:00Z', '2026-03-01'],
    ['1899-12-31', '1900-01-01'],
    ['2100-01-01', '2101-01-01'],
    ['yesterday', '2026-03-01'],
  ])('from %j to %j are bad input, as literals and as variables', async (start, end) => {
    expectRefusedOperation(await ask(search(`${BOX}, dates: { start: "${start}", end: "${end}" }`)), 'dates');
    const asVariable = await ask(search(`${BOX}, dates: $dates`), { dates: { start, end } }, '($dates: DateRange!)');
    expectRefusedOperation(asVariable, 'dates');
  });

  test.each([
    ['that end before they start', '2026-03-02', '2026-03-01'],
    ['that span more than ten years', '2015-01-01', '2025-01-02'],
  ])('%s are bad input', async (_what, start, end) => {
    const dates = `dates: { start: "${start}", end: "${end}" }`;
    expectRefusedField(await ask(search(`${BOX}, ${dates}`)), ['dates', 'end']);
  });

  test.each([
    ['2026-03-01', '2026-03-01'],
    ['2015-01-01', '2025-01-01'],
  ])('from %s to %s are taken', async (start, end) => {
    const { body } = await ask(search(`${BOX}, dates: { start: "${start}", end: "${end}" }`));
    expect(body.errors).toBeUndefined();
  });
});

describe('a filter', () => {
  const TEXTS = ['', 'a\u0000b', 'a\r\nb', '\u0085', '\ud800', 'x'.repeat(1_001)];

  test.each([['name'], ['projectName']])('of tasks whose %s can mean nothing is bad input', async (name) => {
    for (const text of TEXTS) {
      const asked = await ask(tasks(`filter: { ${name}: $text }`), { text }, '($text: String)');
      expectRefusedField(asked, ['filter', name]);
    }
  });

  test('of a search whose platform can mean nothing is bad input', async () => {
    for (const platform of TEXTS) {
      const asked = await ask(
        search(`${OVER_SINGAPORE}, filter: $filter`),
        { filter: { platform } },
        '($filter: ImageryFilter)',
      );
      expectRefusedField(asked, ['filter', 'platform']);
    }
  });

  test.each([['cloudCoverMax'], ['offNadirMax'], ['gsdMax']])(
    'of a search with an infinite %s is bad input',
    async (name) => {
      for (const limit of ['1e999', '-1e999']) {
        expectRefusedOperation(await ask(search(`${OVER_SINGAPORE}, filter: { ${name}: ${limit} }`)), 'filter');
      }
    },
  );

  test.each([['{ status: OTHER }'], ['{ status: "FAILED" }'], ['{ state: FAILED }'], ['"name"']])(
    'of tasks that is %s is refused before anything is asked',
    async (filter) => {
      const { status, body } = await ask(tasks(`filter: ${filter}`));
      expect([400, 422]).toContain(status);
      expect(body.errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
      expect(facade.upstreamCalls()).toEqual([]);
    },
  );

  test('with a __proto__ member is refused, and pollutes nothing', async () => {
    const filter = JSON.parse('{ "name": "n", "__proto__": { "polluted": true } }');
    const { status, body } = await ask(tasks('filter: $filter'), { filter }, '($filter: TaskFilter)');
    expect([400, 422]).toContain(status);
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('of stacSearch', () => {
  const stacSearch = (args: string) => `stacSearch(${args}) { totalCount }`;

  test.each([
    ['end before they start', 'dates: { start: "2026-02-01", end: "2026-01-01" }'],
    ['span more than ten years', 'dates: { start: "2000-01-01", end: "2026-01-01" }'],
  ])('dates that %s are named with the input they stand in', async (_what, dates) => {
    expectRefusedField(await ask(stacSearch(`input: { ${dates} }`)), ['input', 'dates', 'end']);
  });

  test.each(['cloudCoverMax: -5', 'cloudCoverMax: 101', 'coverageMin: 150'])('no percentage is %s', async (bound) => {
    const refused = await ask(search(`${OVER_SINGAPORE}, filter: { ${bound} }`));
    expectRefusedField(refused, ['filter', bound.slice(0, bound.indexOf(':'))]);
  });

  test('more than 100 collections are bad input of both searches', async () => {
    const named = `collections: ${JSON.stringify(Array(101).fill('l1d'))}`;
    expectRefusedField(await ask(search(`${OVER_SINGAPORE}, ${named}`)), ['collections']);
    expectRefusedField(await ask(stacSearch(`input: { ${named} }`)), ['input', 'collections']);
  });

  test('a least coverage without an area to cover is bad input', async () => {
    const answer = await ask(stacSearch('input: {}, filter: { coverageMin: 5 }'));
    expectRefusedField(answer, ['filter', 'coverageMin']);
  });
});

describe('texts for Aleph', () => {
  const items = (args: string) => `stacItem(${args}) { itemId }`;
  const BAD = [
    ['empty', ''],
    ['with a line break', 'a\r\nb'],
    ['with a lone surrogate', '\ud800'],
    ['over 1,000 characters', 'x'.repeat(1_001)],
  ] as const;
  const CALLS = [
    ['stacItem(collectionId)', items('collectionId: $text, itemId: "i"'), ['collectionId']],
    ['stacItem(itemId)', items('collectionId: "c", itemId: $text'), ['itemId']],
    ['stacSearch(input.ids)', 'stacSearch(input: { ids: ["ok", $text] }) { totalCount }', ['input', 'ids', 1]],
    [
      'stacSearch(input.collections)',
      'stacSearch(input: { collections: [$text] }) { totalCount }',
      ['input', 'collections', 0],
    ],
    [
      'stacSearch(input.sortBy.field)',
      'stacSearch(input: { sortBy: [{ field: $text, direction: ASC }] }) { totalCount }',
      ['input', 'sortBy', 0, 'field'],
    ],
    ['archiveSearch(collections)', search(`${OVER_SINGAPORE}, collections: [$text]`), ['collections', 0]],
  ] as const;

  test.each(
    CALLS.flatMap(([place, field, path]) => BAD.map(([what, text]) => [place, what, field, text, path] as const)),
  )('in %s %s are bad input', async (_place, _what, field, text, path) => {
    expectRefusedField(await ask(field, { text }, '($text: String!)'), path);
  });
});
