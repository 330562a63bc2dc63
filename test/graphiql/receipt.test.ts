import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Totals {
  readonly upstreamCalls: number;
  readonly shared: number;
  readonly ms: number;
  readonly bytes: number;
}
const { receiptLine, totalsOf } = await importBrowserModule<{
  receiptLine(totals: Totals): string;
  totalsOf(result: unknown): Totals | undefined;
}>('receipt.js');

describe('the receipt line', () => {
  test.each([
    [13, 4, 182, 412_000, '13 upstream calls · 4 shared · 182 ms · 412 kB'],
    [1, 12, 7.6, 999, '1 upstream call · 12 shared · 8 ms · 999 B'],
    [0, 0, 0, 0, '0 upstream calls · 0 shared · 0 ms · 0 B'],
    [60, 0, 24_980, 8_400_000, '60 upstream calls · 0 shared · 25.0 s · 8.4 MB'],
  ])('of %i calls, %i shared, %d ms and %i bytes reads well', (upstreamCalls, shared, ms, bytes, line) => {
    expect(receiptLine({ upstreamCalls, shared, ms, bytes })).toBe(line);
  });

  test('is left out when a result carries no whole receipt', () => {
    expect(totalsOf({ data: {} })).toBeUndefined();
    expect(totalsOf(null)).toBeUndefined();
    expect(totalsOf({ extensions: { aleph: { totals: { ms: 1 } } } })).toBeUndefined();
  });
});
