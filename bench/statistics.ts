/** A quarter of the values lies below `low`, a quarter above `high`. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** NaN where there are no values, or one of them is NaN. */
export function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  return { low: quantileOf(sorted, 0.25), median: quantileOf(sorted, 0.5), high: quantileOf(sorted, 0.75) };
}

export function medianOf(values: readonly number[]): number {
  return quartilesOf(values).median;
}

/** Between two values as far as the part lies between them, as spreadsheets and NumPy do. */
function quantileOf(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined || sorted.some(Number.isNaN)) return Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Own through other, each with the other's value of the same round; NaN for a round that the other lacks. */
export function pairedRatios(own: readonly number[], other: readonly number[]): readonly number[] {
  return own.map((value, round) => value / (other[round] ?? Number.NaN));
}
