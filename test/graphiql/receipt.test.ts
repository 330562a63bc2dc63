import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Totals {
  readonly upstreamCalls: number;
  readonly saved: number;
  readonly bytes: number;
  readonly skippedRows?: number;
}
const { receiptLine, skippedLine, totalsOf } = await importBrowserModule<{
  receiptLine(totals: Totals): string;
  skippedLine(totals: Totals): string;
  totalsOf(result: unknown): Totals | undefined;
}>('receipt.js');

describe('the receipt line', () => {
  test.each([
    [3, 12, 889_000, '3 upstream calls · 12 saved · 889 kB from Aleph'],
    [1, 4, 999, '1 upstream call · 4 saved · 999 B from Aleph'],
    [0, 0, 0, '0 upstream calls · 0 saved · 0 B from Aleph'],
    [60, 0, 8_400_000, '60 upstream calls · 0 saved · 8.4 MB from Aleph'],
  ])('of %i calls, %i saved and %i bytes reads well', (upstreamCalls, saved, bytes, line) => {
    expect(receiptLine({ upstreamCalls, saved, bytes })).toBe(line);
  });

  test.each([
    [undefined, ''],
    [0, ''],
    [1, '1 row skipped'],
    [17, '17 rows skipped'],
  ])('tells %s skipped rows', (skippedRows, line) => {
    const totals = { upstreamCalls: 1, saved: 0, bytes: 1 };
    expect(skippedLine(skippedRows === undefined ? totals : { ...totals, skippedRows })).toBe(line);
  });

  test('is left out when a result carries no whole receipt', () => {
    expect(totalsOf({ data: {} })).toBeUndefined();
    expect(totalsOf(null)).toBeUndefined();
    expect(totalsOf({ extensions: { aleph: { totals: { saved: 1 } } } })).toBeUndefined();
  });
});
