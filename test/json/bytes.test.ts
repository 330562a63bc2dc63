import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonBytes } from '../../src/json/bytes.ts';

function written(value: unknown): string {
  const json = new JsonBytes(() => undefined);
  json.addTree(value);
  return Buffer.concat(json.take()).toString();
}

describe('a tree of values', () => {
  test('is written as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withDate: true, withUnicodeString: true }), (value) => {
        expect(written(value)).toBe(JSON.stringify(value) ?? 'null');
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['members without a word in JSON are left out', { a: undefined, b: () => 1, c: Symbol('c'), d: 1 }],
    ['an object of nothing else is empty', { a: undefined }],
    ['entries of a list without a word in JSON are null', [undefined, () => 1, Number.NaN]],
    ['names are escaped', { 'a"\n\ud800é': { '': [] } }],
    ['names that reach a prototype stay', JSON.parse('{"__proto__":{"a":1}}')],
    ['a date is a text', { at: new Date(0) }],
  ])('%s', (_what, value) => {
    expect(written(value)).toBe(JSON.stringify(value));
  });
});

describe('the count of what is written', () => {
  test('is told at least once every 64 KiB, and comes to the whole', () => {
    const counts: number[] = [];
    const json = new JsonBytes((bytes) => counts.push(bytes));
    json.addTree(Array.from({ length: 40_000 }, (_, index) => `value ${index}`));
    const told = counts.length;
    const bytes = Buffer.concat(json.take()).length;
    expect(told).toBeGreaterThan(Math.floor(bytes / 65_536) - 2);
    expect(Math.max(...counts)).toBeLessThanOrEqual(65_536);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(bytes);
  });

  test('ends the writing where it throws, long before all is written', () => {
    let asked = 0;
    const endless = Array.from({ length: 100_000 }, () => ({
      get text() {
        asked += 1;
        return 'x'.repeat(1_000);
      },
    }));
    let bytes = 0;
    const json = new JsonBytes((more) => {
      bytes += more;
      if (bytes > 200_000) throw new Error('too long');
    });
    expect(() => json.addTree(endless)).toThrow('too long');
    expect(asked).toBeLessThan(400);
  });
});
