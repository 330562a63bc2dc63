import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../../src/aleph/values/instants.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Any JSON, and JSON that nearly is what the function wants. */
const almost = (near: fc.Arbitrary<unknown>) => fc.oneof(fc.jsonValue(), near);

describe('an instant', () => {
  const instants = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
  const twoDigits = (value: number) => String(value).padStart(2, '0');

  test('is the same whatever its offset and however many digits its seconds have', () => {
    const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const digits = fc.stringMatching(/^\d{0,9}$/);
    fc.assert(
      fc.property(instants, offsets, digits, (instant, offset, more) => {
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const ahead = Math.abs(offset);
        const zone = `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(ahead / 60))}:${twoDigits(ahead % 60)}`;
        expect(instantOf(`${local}${more}${zone}`)).toBe(instant.toISOString());
      }),
    );
  });

  test('is RFC 3339 in UTC or absent, whatever text it is read from', () => {
    const text = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/);
    fc.assert(
      fc.property(almost(text), (wire) => {
        const instant = instantOf(wire);
        if (instant === undefined) return;
        expect(instant).toMatch(RFC_3339);
        expect(instantOf(instant)).toBe(instant);
      }),
      { numRuns: 1_000 },
    );
  });

  test('never falls on a day that the calendar lacks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (month, day) => {
        const text = `2026-${twoDigits(month)}-${twoDigits(day)}`;
        const lastDay = new Date(Date.UTC(2026, month, 0)).getUTCDate();
        expect(instantOf(`${text}T12:00:00Z`)?.slice(0, 10)).toBe(day <= lastDay ? text : undefined);
      }),
    );
  });
});
