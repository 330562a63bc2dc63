/** West, south, east, north in degrees. West above east means that the box crosses the 180th meridian. */
export type Box = readonly [number, number, number, number];

/**
 * Takes four numbers, or six with heights, which are dropped. Undefined when they make no box, or one beyond
 * `reach` degrees east or west.
 */
export function parseBox(numbers: readonly number[], reach = 180): Box | undefined {
  if (numbers.length !== 4 && numbers.length !== 6) return undefined;
  const half = numbers.length / 2;
  const [west = NaN, south = NaN] = numbers;
  const [east = NaN, north = NaN] = numbers.slice(half);
  const longitudes = Math.abs(west) <= reach && Math.abs(east) <= reach;
  const latitudes = south >= -90 && south <= north && north <= 90;
  return longitudes && latitudes ? [west, south, east, north] : undefined;
}

/** For boxes in the plane, which do not cross the 180th meridian. */
export function boxesOverlap(a: Box, b: Box): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** True also when the boxes only touch. */
export function boxesMeet(a: Box, b: Box): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  const across = a[0] > a[2];
  const alsoAcross = b[0] > b[2];
  if (across && alsoAcross) return true;
  return across || alsoAcross ? a[0] <= b[2] || b[0] <= a[2] : a[0] <= b[2] && b[0] <= a[2];
}
