import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listName, tapedListOf } from '../../src/json/list.ts';
import { inPieces } from '../support/inputs/taped.ts';

function rowsOf(text: string, sizes: readonly number[]): readonly unknown[] | undefined {
  return tapedListOf(inPieces(text, sizes), [listName('features')])?.stretches.flatMap(({ tape, rows }) =>
    rows.map((row) => tape.value(row)),
  );
}

describe('a list in long pieces', () => {
  const lengths = fc.array(fc.oneof(fc.nat(2_000), fc.integer({ min: 6_000, max: 40_000 })), { maxLength: 20 });
  const sizes = fc.array(fc.integer({ min: 7_000, max: 70_000 }), { minLength: 1, maxLength: 5 });

  test('has its rows, whether one that is in two of them is short or long', () => {
    fc.assert(
      fc.property(lengths, sizes, fc.boolean(), (rowLengths, cuts, isBare) => {
        const rows = rowLengths.map((length, index) => ({ id: `a${index}`, inside: { text: 'é'.repeat(length / 2) } }));
        const text = JSON.stringify(isBare ? rows : { numberMatched: 7, features: rows, links: [{ href: '/' }] });
        expect(rowsOf(text, cuts)).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  test('is left to JSON.parse when it is cut short, wherever that is', () => {
    const text = JSON.stringify(Array.from({ length: 40 }, (_, index) => ({ id: index, text: 'x'.repeat(900) })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), sizes, (end, cuts) => {
        expect(rowsOf(text.slice(0, end), cuts)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('is put together no more than where a row is in two pieces', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({ id: index, text: 'x'.repeat(900) }));
    const pieces = inPieces(JSON.stringify(rows), [60_000]);
    const stretches = tapedListOf(pieces, [listName('features')])?.stretches ?? [];
    const own = stretches.filter(({ tape }) => pieces.some(({ buffer }) => buffer === tape.bytes.buffer));
    const rowsIn = (some: typeof stretches) => some.reduce((sum, { rows: nodes }) => sum + nodes.length, 0);
    expect(rowsIn(stretches)).toBe(rows.length);
    expect(rowsIn(stretches) - rowsIn(own)).toBe(pieces.length - 1);
  });
});
