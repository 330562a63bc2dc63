/** @typedef {{ upstreamCalls: number, shared: number, ms: number, bytes: number }} Totals */

/**
 * A receipt's totals in one line, e.g. "13 upstream calls · 4 shared · 182 ms · 412 kB".
 *
 * @param {Totals} totals
 */
export function receiptLine({ upstreamCalls, shared, ms, bytes }) {
  const calls = `${upstreamCalls} upstream ${upstreamCalls === 1 ? 'call' : 'calls'}`;
  return [calls, `${shared} shared`, duration(ms), size(bytes)].join(' · ');
}

/**
 * The totals in a result's `extensions.aleph`; undefined when it has no whole receipt.
 *
 * @param {any} result
 * @returns {Totals | undefined}
 */
export function totalsOf(result) {
  const totals = result?.extensions?.aleph?.totals;
  const isWhole = ['upstreamCalls', 'shared', 'ms', 'bytes'].every((name) => Number.isFinite(totals?.[name]));
  return isWhole ? totals : undefined;
}

function duration(/** @type {number} */ ms) {
  return ms < 9_995 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function size(/** @type {number} */ bytes) {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
