import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AlephError } from '../../src/aleph/errors.ts';
import { CursorScope, decodeCursor, encodeCursor } from '../../src/resolvers/cursors.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { codesOf } from '../support/facade/http.ts';
import { HARBOUR, OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

const isAnything = (_value: unknown): _value is unknown => true;
const SCOPE = new CursorScope('tasks', PORTS, {});
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('decodeCursor', () => {
  const refusal = (after: string, isPosition = isAnything) => {
    try {
      return decodeCursor(SCOPE, after, isPosition);
    } catch (error) {
      return error;
    }
  };

  test('answers any text with the same BAD_USER_INPUT, which names after and repeats nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        const error = refusal(text);
        expect(error).toBeInstanceOf(AlephError);
        expect(error).toMatchObject({
          code: 'BAD_USER_INPUT',
          argumentPath: ['after'],
          message: 'after: this cursor belongs to another contract, field or set of arguments.',
        });
      }),
    );
  });

  test.each([
    ['empty', ''],
    ['JSON that is no list', encoded({ position: 5 })],
    ['an empty list', encoded([])],
    ['another version', encoded([2, SCOPE.name, 5])],
    ['another scope', encoded([1, 'x', 5])],
    ['oversized', encodeCursor(SCOPE, 'x'.repeat(5_000))],
    ['nested deeper than a parser likes', encoded('['.repeat(2_000))],
  ])('refuses a cursor that is %s', (_what, after) => {
    expect(refusal(after)).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
  });

  test('refuses a position that its field cannot have', () => {
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    expect(refusal(encodeCursor(SCOPE, '5'), isNumber)).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(refusal(encodeCursor(SCOPE, 5), isNumber)).toBe(5);
  });
});

describe('a cursor at the wrong place', () => {
  let facade: Facade;
  let ofTasks: string;
  let ofSearch: string;

  const TASKS = (contract: string, args: string) =>
    `query ($after: String) { contract(id: "${contract}") { name page: tasks(after: $after, ${args}) { pageInfo { endCursor } } } }`;
  const SEARCH = (contract: string, args: string) =>
    `query ($after: String) { contract(id: "${contract}") { name page: archiveSearch(after: $after, ${args}) { pageInfo { endCursor } } } }`;
  const OVER_TOKYO = OVER_SINGAPORE.replace('[103.5, 1.1, 104.1, 1.6]', '[139.5, 35.4, 140, 35.9]');

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 2_000 } });
    const tasks = await facade.ask(TASKS(PORTS, 'first: 2'));
    const search = await facade.ask(SEARCH(PORTS, `${OVER_SINGAPORE}, first: 2`));
    ofTasks = tasks.body.data.contract.page.pageInfo.endCursor;
    ofSearch = search.body.data.contract.page.pageInfo.endCursor;
  });
  afterAll(() => facade.close());
  beforeEach(() => facade.sandbox.resetCalls());

  async function expectRefused(query: string, after: string): Promise<void> {
    const { status, body } = await facade.ask(query, { after });
    expect(status).toBe(200);
    expect(body.data.contract.page).toBeNull();
    expect(body.data.contract.name).not.toBe('');
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({
      path: ['contract', 'page'],
      extensions: { code: 'BAD_USER_INPUT', argumentPath: ['after'], retryable: false },
    });
    expect(facade.upstreamCalls().filter((call) => call !== 'GET /contracts')).toEqual([]);
  }

  test('of tasks is refused under another contract', () => expectRefused(TASKS(HARBOUR, 'first: 2'), ofTasks));

  test('of tasks is refused with another filter', () =>
    expectRefused(TASKS(PORTS, 'filter: { status: FAILED }'), ofTasks));

  test('of tasks is refused by a search', () => expectRefused(SEARCH(PORTS, OVER_SINGAPORE), ofTasks));

  test('of a search is refused under another contract', () => expectRefused(SEARCH(HARBOUR, OVER_SINGAPORE), ofSearch));

  test('of a search is refused over another box', () => expectRefused(SEARCH(PORTS, OVER_TOKYO), ofSearch));

  test('of a search is refused with other collections', () =>
    expectRefused(SEARCH(PORTS, `${OVER_SINGAPORE}, collections: ["l1d"]`), ofSearch));

  test('of a search is refused with another filter', () =>
    expectRefused(SEARCH(PORTS, `${OVER_SINGAPORE}, filter: { gsdMax: 1 }`), ofSearch));

  test('of a search is refused with another cql2', async () => {
    const query = `query ($after: String, $cql2: JSONObject) { contract(id: "${PORTS}") { page: stacSearch(first: 2, after: $after, input: { cql2: $cql2 }) { pageInfo { endCursor } } } }`;
    const cql2 = (gsd: number) => ({ op: '<=', args: [{ property: 'gsd' }, gsd] });
    const { body } = await facade.ask(query, { cql2: cql2(1) });
    const after = body.data.contract.page.pageInfo.endCursor;
    expect(codesOf(await facade.ask(query, { cql2: cql2(0.9), after }))).toEqual(['BAD_USER_INPUT']);
  });

  test('is refused when it is empty text', async () => {
    await expectRefused(TASKS(PORTS, 'first: 2'), '');
    await expectRefused(SEARCH(PORTS, OVER_SINGAPORE), '');
  });

  test('is refused when it is text that a caller might have at hand', async () => {
    for (const after of ['null', '0', 'garbage!', 'https://elsewhere.example/?offset=2', 'A'.repeat(100_000)]) {
      await expectRefused(TASKS(PORTS, 'first: 2'), after);
    }
  });

  const forge = (cursor: string, position: unknown) => {
    const [version, scope] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return encoded([version, scope, position]);
  };

  test.each([[-1], [1.5], ['5'], [null], [[]], [1e300]])('of tasks is refused with a forged offset of %j', (offset) =>
    expectRefused(TASKS(PORTS, 'first: 2'), forge(ofTasks, offset)),
  );

  test.each([
    [[{ index: -1 }]],
    [[{ index: 1.5 }]],
    [[{ index: 10_001 }]],
    [[{ index: '5' }]],
    [[{}]],
    [[{ index: 0, at: 5 }]],
    [[{ index: 0, at: { bookmark: 'x' } }]],
    [[{ index: 0, at: { token: 'x'.repeat(2_100) } }]],
    [[{ index: 0, at: { token: 'two\nlines' } }]],
    [[{ index: 0, behind: ['x'] }]],
    [[{ index: 0 }, null, null]],
    [{ index: 0 }],
    [null],
  ])('of a search is refused with the forged position %#', (position) =>
    expectRefused(SEARCH(PORTS, `${OVER_SINGAPORE}, first: 2`), forge(ofSearch, position)),
  );

  test('with a forged index behind the end of the list answers an empty last page', async () => {
    const after = forge(ofSearch, [{ index: 10_000 }]);
    const { body } = await facade.ask(
      SEARCH(PORTS, `${OVER_SINGAPORE}, first: 2`).replace('endCursor', 'hasNextPage endCursor'),
      { after },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.page.pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });
});
