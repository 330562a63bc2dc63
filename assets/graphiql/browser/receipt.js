/** @typedef {{ upstreamCalls: number, saved: number, bytes: number, skippedRows?: number }} Totals */

/**
 * A receipt's totals in one line, e.g. "3 upstream calls · 12 saved · 889 kB from Aleph".
 *
 * @param {Totals} totals
 */
export function receiptLine({ upstreamCalls, saved, bytes }) {
  const calls = `${upstreamCalls} upstream ${upstreamCalls === 1 ? 'call' : 'calls'}`;
  return [calls, `${saved} saved`, `${size(bytes)} from Aleph`].join(' · ');
}

/** The rows that were left out; empty when none were. */
export function skippedLine(/** @type {Totals} */ { skippedRows = 0 }) {
  return skippedRows > 0 ? `${skippedRows} ${skippedRows === 1 ? 'row' : 'rows'} skipped` : '';
}

/**
 * The totals in a result's `extensions.aleph`; undefined when it has no whole receipt.
 *
 * @param {any} result
 * @returns {Totals | undefined}
 */
export function totalsOf(result) {
  const totals = result?.extensions?.aleph?.totals;
  const isWhole = ['upstreamCalls', 'saved', 'bytes'].every((name) => Number.isFinite(totals?.[name]));
  return isWhole ? totals : undefined;
}

function size(/** @type {number} */ bytes) {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
