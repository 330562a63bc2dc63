import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tapeOf } from '../support/inputs/taped.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 19 });
const number = fc
  .tuple(fc.constantFrom('', '-'), digits, digits, fc.nat(3))
  .map(([sign, whole, fraction, form]) => `${sign}${BigInt(whole)}${form === 0 ? '' : `.${fraction}`}`);

describe('a number on a tape', () => {
  test('is the double that JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.oneof(number, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
        const { tape, root } = tapeOf(text) ?? {};
        expect(Object.is(tape?.value(root), JSON.parse(text)), text).toBe(true);
      }),
      { seed: 21, numRuns: 20_000, examples: [['90.07199254740985'], ['9007199254740993'], ['-0.9007199254740993']] },
    );
  });

  test('is copied as a whole number only where another writer writes the same digits', () => {
    let copied = 0;
    fc.assert(
      fc.property(number, (text) => {
        const { tape, root = 0 } = tapeOf(text) ?? {};
        if (text.includes('.') || !tape?.isFaithful(root)) return;
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        copied += 1;
      }),
      { seed: 21, numRuns: 5_000, examples: [['9007199254740993'], ['12345678901234567890']] },
    );
    expect(copied).toBeGreaterThan(500);
  });
});
