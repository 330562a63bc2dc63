/** The sizes of answer that the upstream has ready, in items. */
export const SIZES = [1, 5, 20, 50, 100, 200, 500, 1_000, 2_000] as const;
export type Size = (typeof SIZES)[number];

/** Where and when to search; the upstream reads the size of its answer out of the year. */
export interface Place {
  readonly bbox: readonly [number, number, number, number];
  readonly dates: { readonly start: string; readonly end: string };
}

const FIRST_YEAR = 2017;
/** Behind the newest item, and less than ten years behind the first year. */
const END = '2026-12-31';

/** Another box and another day for each serial number, so that no two requests can share a read. */
export function placeOf(size: Size, serial: number): Place {
  const west = ((serial % 1_700_000) - 850_000) / 10_000;
  const month = String((Math.floor(serial / 28) % 12) + 1).padStart(2, '0');
  const day = String((serial % 28) + 1).padStart(2, '0');
  const year = FIRST_YEAR + SIZES.indexOf(size);
  return {
    bbox: [west, -40, west + 80, 60],
    dates: { start: `${year}-${month}-${day}`, end: END },
  };
}

/** The size that the body of a search asks for; undefined when it asks for none. */
export function sizeIn(body: string): Size | undefined {
  const year = /"start_date":"(\d{4})-/.exec(body)?.[1];
  return SIZES[Number(year) - FIRST_YEAR];
}
