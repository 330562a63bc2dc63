import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, lastInstantOf, microsecondsOf, writeInstant } from '../../../src/aleph/values/instants.ts';
import { handedOver, tapeOf } from '../../support/inputs/taped.ts';

describe('an instant', () => {
  test.each([
    ['2026-02-15T02:22:07.799192+00:00', '2026-02-15T02:22:07.799Z'],
    ['2023-01-30T01:01:30.760099328+00:00', '2023-01-30T01:01:30.760Z'],
    ['2018-09-12T21:55:06.221076Z', '2018-09-12T21:55:06.221Z'],
    ['2020-12-23T00:00:00+03:00', '2020-12-22T21:00:00.000Z'],
    ['2020-12-23T00:00:00+0300', '2020-12-22T21:00:00.000Z'],
    ['2025-06-12T00:00:00', '2025-06-12T00:00:00.000Z'],
    ['2025-06-12 01:02:03', '2025-06-12T01:02:03.000Z'],
    ['2025-06-12t01:02:03z', '2025-06-12T01:02:03.000Z'],
    ['2025-06-12T01:02:03.5Z', '2025-06-12T01:02:03.500Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['2026-12-31T23:59:59.12Z', '2026-12-31T23:59:59.120Z'],
    ['2026-11-30T23:59:59+00:00', '2026-11-30T23:59:59.000Z'],
    ['2026-02-15', '2026-02-15T00:00:00.000Z'],
    ['2026-02-15T02:22Z', '2026-02-15T02:22:00.000Z'],
    ['2026-02-15 02:22', '2026-02-15T02:22:00.000Z'],
    ['2026-02-15T02:22-04:30', '2026-02-15T06:52:00.000Z'],
    ['2026-02-15T02:22:07+03', '2026-02-14T23:22:07.000Z'],
    ['2026-02-15T02:22-11', '2026-02-15T13:22:00.000Z'],
    ['2026-02-15T02:22:07,799192Z', '2026-02-15T02:22:07.799Z'],
    ['2026-02-15T02:22:07,7+03', '2026-02-14T23:22:07.700Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T02:59:60.75+03:00', '2017-01-01T00:00:00.000Z'],
    ['2026-06-30T12:00:60', '2026-06-30T12:01:00.000Z'],
  ])('%s is %s', (wire, instant) => {
    expect(instantOf(wire)).toBe(instant);
  });

  test.each([
    null,
    undefined,
    1_700_000_000,
    '',
    'yesterday',
    '2026-02-15Z',
    '2026-02-15T02',
    '2026-02-15T02:22:07,Z',
    '2026-02-15T02:22:07+3',
    '2026-02-15T02:22:61Z',
    '2026-02-15T02:60:60Z',
    '9999-12-31T23:59:60Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+99:00',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-01-01T00:00:00Z\n',
    ['2026-01-01T00:00:00Z'],
  ])('%j is none', (wire) => {
    expect(instantOf(wire)).toBeUndefined();
  });

  test.each([
    ['2026-02-15', '2026-02-15T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T23:59:59.999Z'],
    ['2026-02-30', undefined],
    ['2026-02-15T02:22Z', '2026-02-15T02:22:00.000Z'],
    ['2026-02-15T02:22:07.799192+00:00', '2026-02-15T02:22:07.799Z'],
    [null, undefined],
  ])('%s at the end of an interval is %s', (wire, instant) => {
    expect(lastInstantOf(wire)).toBe(instant);
  });

  test.each([
    ['2026-02-15T02:22:07.799192+00:00', '2026-02-15T02:22:07.799192Z'],
    ['2026-02-15T02:22:07,7+03', '2026-02-14T23:22:07.700000Z'],
    ['2023-01-30T01:01:30.760099328Z', '2023-01-30T01:01:30.760099Z'],
    ['2016-12-31T23:59:60.75Z', '2017-01-01T00:00:00.000000Z'],
    ['2026-02-15', '2026-02-15T00:00:00.000000Z'],
    ['l1d', undefined],
  ])('%s is %s with microseconds', (wire, instant) => {
    expect(microsecondsOf(wire)).toBe(instant);
  });
});

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
