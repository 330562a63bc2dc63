/** A measurement at a time. */
export interface Point {
  readonly minutes: number;
  readonly value: number;
}

/** Theil–Sen: the median of the slopes between all pairs, per minute; a few wild samples do not move it. */
export function slopePerMinute(points: readonly Point[]): number {
  const slopes = points.flatMap((from, index) =>
    points.slice(index + 1).map((to) => (to.value - from.value) / (to.minutes - from.minutes)),
  );
  return medianOf(slopes);
}

/** 0 for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below = 0, above = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (below + above) / 2;
}

/** How far the median of the last third lies from that of the first. */
export function driftOf(values: readonly number[]): number {
  const third = Math.max(1, Math.floor(values.length / 3));
  return medianOf(values.slice(-third)) - medianOf(values.slice(0, third));
}
