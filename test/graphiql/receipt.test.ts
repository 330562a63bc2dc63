import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Totals {
  readonly upstreamCalls: number;
  readonly saved: number;
  readonly bytes: number;
  readonly skippedRows: number;
}
const { receiptLine, skippedLine, totalsOf } = await importBrowserModule<{
  receiptLine(totals: Totals): string;
  skippedLine(totals: Pick<Totals, 'skippedRows'>): string;
  totalsOf(result: unknown): Totals | undefined;
}>('receipt.js');

describe('the receipt line', () => {
  test.each([
    [3, 12, 889_000, '3 upstream calls · 12 saved · 889 kB from Aleph'],
    [1, 12, 999, '1 upstream call · 12 saved · 999 B from Aleph'],
    [0, 0, 0, '0 upstream calls · 0 saved · 0 B from Aleph'],
    [60, 0, 8_400_000, '60 upstream calls · 0 saved · 8.4 MB from Aleph'],
  ])('of %i calls, %i saved and %i bytes reads well', (upstreamCalls, saved, bytes, line) => {
    expect(receiptLine({ upstreamCalls, saved, bytes, skippedRows: 0 })).toBe(line);
  });

  test('tells of skipped rows apart, and says nothing where there are none', () => {
    expect(skippedLine({ skippedRows: 0 })).toBe('');
    expect(skippedLine({ skippedRows: 1 })).toMatch(/^1 row skipped/);
    expect(skippedLine({ skippedRows: 40 })).toMatch(/^40 rows skipped/);
  });

  test('is left out when a result carries no whole receipt', () => {
    expect(totalsOf({ data: {} })).toBeUndefined();
    expect(totalsOf(null)).toBeUndefined();
    expect(totalsOf({ extensions: { aleph: { totals: { bytes: 1 } } } })).toBeUndefined();
  });
});
