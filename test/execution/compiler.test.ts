import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createCompiledQueries } from '../../src/execution/compiled-queries.ts';
import { LeftToExecutor } from '../../src/execution/output.ts';
import { unhandledIn } from '../support/aleph/upstream-aleph.ts';
import { compiled, textOf, uncounted } from '../support/compiled.ts';

describe('a compiled query', () => {
  const types = 'type Query { one: Thing! many: [Thing] } type Thing { text: String number: Float! slow: Int }';
  const own = buildSchema(types);
  const write = async (text: string, root: Record<string, unknown>) => {
    const query = own.getQueryType()?.getFields();
    if (query === undefined) throw new Error('no query type');
    for (const [name, value] of Object.entries(root)) Object.assign(query[name] ?? {}, { resolve: () => value });
    return textOf(compiled(createCompiledQueries(), text, {}, own).compiledQuery?.({}, {}, uncounted));
  };

  test('writes text that needs escapes, numbers and what is missing as JSON does', async () => {
    const things = [
      { text: 'a "b" \\ \u0001 é 🛰', number: -0.5 },
      { text: '\ud800 alone', number: 1e21 },
      { number: 0 },
      null,
    ];
    const text = await write('{ many { text number } }', { many: things });
    expect(text).toBe(
      JSON.stringify({ many: things.map((thing) => thing && { text: thing.text ?? null, number: thing.number }) }),
    );
  });

  test('waits for what comes later, in its place', async () => {
    const slow = new Promise((resolve) => setImmediate(resolve, 2));
    const text = await write('{ many { slow number } }', {
      many: [
        { slow: 1, number: 1 },
        { slow, number: 2 },
      ],
    });
    expect(text).toBe('{"many":[{"slow":1,"number":1},{"slow":2,"number":2}]}');
  });

  test.each<[string, () => unknown, string | typeof LeftToExecutor]>([
    ['a value that must be there is missing', () => ({}), LeftToExecutor],
    ['a leaf is none', () => ({ number: 'x' }), 'Float cannot represent non numeric value: "x"'],
    ['a value is an error', () => ({ number: new Error('no') }), 'no'],
    ['a value fails later', () => ({ number: Promise.reject(new Error('no')) }), 'no'],
    ['a value is a method', () => ({ number: () => 1 }), LeftToExecutor],
  ])('fails when %s', async (_, one, error) => {
    await expect(write('{ one { number } }', { one: one() })).rejects.toThrow(error);
  });

  test('lets nothing go unheard that fails behind the first failure', async () => {
    const unheard = await unhandledIn(async () => {
      const slow = new Promise((_, reject) => setImmediate(reject, new Error('late')));
      await expect(write('{ one { slow number } }', { one: { slow } })).rejects.toThrow('a value is missing');
    });
    expect(unheard).toEqual([]);
  });
});
