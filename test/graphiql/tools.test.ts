import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Operation {
  readonly query: string;
  readonly variables?: string;
  readonly operationName?: string | null;
}
interface Snippet {
  readonly endpoint: string;
  readonly operation: Operation;
  readonly signIn: 'pair' | 'token' | 'session';
  readonly secrets: readonly string[];
}
const { linkedOperation, linkTo } = await importBrowserModule<{
  linkedOperation(search: string): Operation | undefined;
  linkTo(page: string, operation: Operation, secrets: readonly string[]): string | undefined;
}>('links.js');
const { SNIPPETS } = await importBrowserModule<{ SNIPPETS: Record<string, (snippet: Snippet) => string> }>(
  'snippets.js',
);
const { createHistory } = await importBrowserModule<{
  createHistory(
    storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    secrets: () => readonly string[],
  ): { runs(): readonly (Operation & { outcome: string })[]; note(operation: Operation, outcome: string): void };
}>('history.js');

const PAGE = 'https://example.test/graphql';
const QUERY = 'query Ships($box: BBox!) { contracts { id } }';

describe('a link to an operation', () => {
  test('leads back to the operation, its variables and its name', () => {
    const operation = { query: `${QUERY} # + & # ? "é"`, variables: '{\n  "box": [1, 2]\n}', operationName: 'Ships' };
    const link = new URL(linkTo(`${PAGE}?query=old#part`, operation, []) ?? '');

    expect(link.origin + link.pathname + link.hash).toBe(PAGE);
    expect(linkedOperation(link.search)).toEqual({ ...operation, variables: JSON.stringify({ box: [1, 2] }, null, 2) });
  });

  test.each([
    ['{"box": [1,', '{"box": [1,'],
    ['not json', 'not json'],
    ['{"id":12345678901234567890}', '{"id":12345678901234567890}'],
    ['', ''],
  ])('keeps the variables %s as text', (variables, text) => {
    const search = `?${new URLSearchParams({ query: QUERY, variables })}`;
    expect(linkedOperation(search)?.variables).toBe(text);
  });

  test.each(['', '?query=', '?query=%20', '?variables=%7B%7D', '?operationName=A'])('is none with %s', (search) => {
    expect(linkedOperation(search)).toBeUndefined();
  });

  test.each(['<b>', 'a b', '1x', '__proto__ '])('takes no operation name like %s', (operationName) => {
    const search = `?${new URLSearchParams({ query: QUERY, operationName })}`;
    expect(linkedOperation(search)).not.toHaveProperty('operationName');
  });

  test('is refused where it would be too long to travel', () => {
    expect(linkTo(PAGE, { query: `{ ${'a '.repeat(5_000)} }` }, [])).toBeUndefined();
  });
});

const SECRETS = ['typed-id-77', 'canary "secret" 4f1c', 'tok-en/with+signs=='];
const LEAKY: Operation = {
  query: `# ${SECRETS[1]}\n# Authorization: Bearer abc.def-123\n# client_secret=hunter2hunter\nquery Q { a(x: ${JSON.stringify(SECRETS[1])}) }`,
  variables: JSON.stringify({
    id: SECRETS[0],
    deep: JSON.stringify({ token: encodeURIComponent(SECRETS[2] ?? '') }),
    'X-Aleph-Client-Secret': 'never-in-the-bar',
    note: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  }),
  operationName: 'Q',
};
const LEAKS = ['typed-id-77', '4f1c', 'tok-en', 'abc.def-123', 'hunter2', 'never-in-the-bar', 'eyJ', 'c2lnbmF0dXJl'];

describe('credentials that somebody typed into query or variables', () => {
  test('are not in a link', () => {
    const link = decodeURIComponent(linkTo(PAGE, LEAKY, SECRETS) ?? '');
    expect(link).toContain('query+Q');
    for (const leak of LEAKS) expect(link).not.toContain(leak);
  });

  test.each(Object.keys(SNIPPETS))('are not in code for %s', (name) => {
    for (const signIn of ['pair', 'token', 'session'] as const) {
      const code = SNIPPETS[name]?.({ endpoint: PAGE, operation: LEAKY, signIn, secrets: SECRETS }) ?? '';
      expect(code).toContain('query Q');
      for (const leak of LEAKS) expect(code).not.toContain(leak);
    }
  });

  test('are not in the history', () => {
    const { storage, text } = memory();
    createHistory(storage, () => SECRETS).note(LEAKY, 'ok');
    expect(text()).toContain('query Q');
    for (const leak of LEAKS) expect(text()).not.toContain(leak);
  });
});

/** With quotes, backslashes and a placeholder of a template string. */
const TRICKY = ['query It { it(name: "it\'s `$', '{x}` \\\\ $y") }'].join('');

describe('code for an operation', () => {
  const code = (name: string, changes: Partial<Snippet> = {}) =>
    SNIPPETS[name]?.({
      endpoint: PAGE,
      operation: {
        query: TRICKY,
        variables: '{ "a": [1] }',
        operationName: 'It',
      },
      signIn: 'pair',
      secrets: [],
      ...changes,
    }) ?? '';

  test('takes credentials from variables of the environment, by the way of the bar', () => {
    for (const name of Object.keys(SNIPPETS)) {
      expect(code(name)).toMatch(/X-Aleph-Client-Secret.*ALEPH_CLIENT_SECRET/);
      expect(code(name, { signIn: 'token' })).toMatch(/Bearer .*ALEPH_ACCESS_TOKEN/);
      expect(code(name, { signIn: 'session' })).not.toContain('ALEPH_');
    }
  });

  test('for fetch sends the very operation', async () => {
    const sent: { url: string; body: string }[] = [];
    const stub = async (url: string, { body }: { body: string }) => {
      sent.push({ url, body });
      return { json: async () => ({}) };
    };
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
    await new AsyncFunction('fetch', 'process', code('fetch'))(stub, { env: {} });
    const { query, variables, operationName } = JSON.parse(sent[0]?.body ?? '');
    expect([sent[0]?.url, variables, operationName]).toEqual([PAGE, { a: [1] }, 'It']);
    expect(query).toBe(TRICKY);
    expect(() => parse(query)).not.toThrow();
  });

  test('for curl closes each quote of the operation', () => {
    expect(code('curl')).toContain("it'\\''s");
    expect(code('curl')).toContain("--data-raw '{");
  });

  test.each(['{ broken', '[1]', '"text"', ''])('leaves out variables like %s', (variables) => {
    expect(code('fetch', { operation: { query: '{ a }', variables } })).toContain('const variables = {};');
  });
});

describe('the history of runs', () => {
  test('keeps the newest of equal runs, and fifty in all', () => {
    const { storage } = memory();
    const history = createHistory(storage, () => []);
    for (let index = 0; index < 60; index += 1) history.note({ query: `{ f${index % 55} }` }, 'ok');
    history.note({ query: '{ f54 }' }, 'errors');

    expect(history.runs()).toHaveLength(50);
    expect(history.runs()[0]).toMatchObject({ query: '{ f54 }', outcome: 'errors' });
    expect(new Set(history.runs().map(({ query }) => query)).size).toBe(50);
  });

  test.each(['no json', '{}', 'null', '[1, null, {"query": 1}]'])('begins anew where %s is stored', (stored) => {
    const { storage } = memory();
    storage.setItem('aleph:history', stored);
    expect(createHistory(storage, () => []).runs()).toEqual([]);
  });
});

function memory() {
  const values = new Map<string, string>();
  return {
    storage: {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    },
    text: () => [...values.values()].join('\n'),
  };
}
