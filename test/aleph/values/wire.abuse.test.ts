import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsedListOf } from '../../../src/aleph/values/lists.ts';
import { passThroughOf } from '../../../src/aleph/values/pass-through.ts';
import { ShapeMismatch } from '../../../src/aleph/values/wire.ts';

describe('JSON of any kind', () => {
  test('is a list, or a mismatch and no other error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          expect(Array.isArray(parsedListOf(json).rows)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ShapeMismatch);
        }
      }),
    );
  });

  test('is passed on without a __proto__, or not at all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const passed = passThroughOf(json);
        if (passed !== undefined) expect(JSON.stringify(passed)).not.toContain('"__proto__":');
      }),
    );
  });

  test('of 10,000 levels is looked at without an overflow', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    expect(JSON.stringify(passThroughOf(deep))?.split('{').length).toBeLessThanOrEqual(11);
  });
});
