import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutEnd, withoutSlashes } from '../../../src/aleph/values/texts.ts';

describe('a text without its end', () => {
  test('is the same as by a pattern for the whole end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '/', ';', ' ', '\n', '\u00a0') }), (text) => {
        expect(withoutEnd(text, /[;\s]/)).toBe(text.replace(/[;\s]+$/, ''));
        expect(withoutSlashes(text)).toBe(text.replace(/\/+$/, ''));
      }),
      { seed: 21, numRuns: 1_000 },
    );
  });
});
