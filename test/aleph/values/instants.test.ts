import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeInstant } from '../../../src/aleph/values/instants.ts';
import { instantOf } from '../../../src/aleph/values/wire.ts';
import { handedOver, tapeOf } from '../../support/inputs/taped.ts';

/** What is written for a text; undefined where nothing is. */
function written(text: string): string | undefined {
  const { tape, root } = tapeOf(JSON.stringify(text)) ?? {};
  const json = tape && handedOver((target) => writeInstant(tape, root, target));
  return json === undefined ? undefined : JSON.parse(json);
}

describe('an instant on a tape', () => {
  test.each([
    '2026-02-07T03:35:41Z',
    '2026-02-07T03:35:41+00:00',
    '2026-02-07T03:35:41.440Z',
    '2026-02-28T23:59:59.440123456+00:00',
    '0000-01-01T00:00:00Z',
  ])('is written from %s as it is read', (text) => {
    expect(written(text)).toBe(instantOf(text));
    expect(written(text)).toBeDefined();
  });

  test('is never written otherwise than it is read', () => {
    const odd = fc.constantFrom(
      '00',
      '01',
      '02',
      '12',
      '13',
      '23',
      '24',
      '28',
      '29',
      '30',
      '31',
      '59',
      '60',
      'a1',
      '1',
      '',
    );
    const mark = fc.constantFrom('-', ':', 'T', 't', ' ', '.', '');
    const zone = fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+00:01', '+0000', '+00:0', '', 'Zx', '+00:00Z');
    const fraction = fc.constantFrom('', '.', '.1', '.12', '.123', '.123456789', '.12a', ',123');
    const likely = <T>(usual: T, other: fc.Arbitrary<T>) =>
      fc.oneof({ arbitrary: fc.constant(usual), weight: 9 }, other);
    const part = likely('12', odd);
    const text = fc
      .tuple(likely('20', part), part, likely('-', mark), part, likely('-', mark), part, likely('T', mark), part)
      .chain((head) =>
        fc
          .tuple(likely(':', mark), part, likely(':', mark), part, fraction, zone)
          .map((tail) => [...head, ...tail].join('')),
      );
    let count = 0;
    fc.assert(
      fc.property(text, (instant) => {
        const json = written(instant);
        if (json === undefined) return;
        count += 1;
        expect(json).toBe(instantOf(instant));
      }),
      { numRuns: 5_000 },
    );
    expect(count).toBeGreaterThan(100);
  });

  test.each(['1e3', '"2026-02-30T00:00:00Z"', 'null', '"2026-02-07T03:35:41', '""'])('is not in %s', (json) => {
    const { tape, root } = tapeOf(json) ?? {};
    expect(tape && writeInstant(tape, root, { addRange: () => expect.fail('something was written') })).toBeFalsy();
  });
});
