import type { ImagerySearch } from '../../../src/aleph/imagery/imagery-parts.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import type { Entry } from '../../../src/sandbox/world/imagery/entries.ts';
import { createValues, type Values } from '../../../src/sandbox/world/values.ts';

export type Point = readonly [number, number];
/**
 * Points, lines and polygons with longitudes that pass ±180 rather than jump. A polygon is closed rings, the outer one
 * first; a line is one open run; a point is a run of one.
 */
export type Figures = readonly (readonly (readonly Point[])[])[];
export type Search = Omit<ImagerySearch, 'contractId' | 'route'>;

export interface BruteForce {
  readonly entries: readonly Entry[];
  /** Ids of the items that a search must find, in order: every item is tested. `figures` are the searched shapes. */
  idsOf(search: Search, figures?: Figures): string[];
}

const DAY_US = 86_400_000_000;
const TURNS = [-360, 0, 360] as const;

/** A search over the items of the sandbox that shares no code with the sandbox's own. */
export function bruteForceOver(itemCount: number): BruteForce {
  const catalog = createCatalog(1, itemCount);
  const values = createValues(catalog, 1);
  return {
    entries: catalog.entries,
    idsOf: (search, figures) =>
      catalog.entries
        .filter((entry) => isFound(entry, search) && (figures?.some((figure) => liesIn(entry, figure)) ?? true))
        .toSorted(inOrder(search.sortBy, values))
        .map(({ id }) => id),
  };
}

function isFound({ id, collection, time, ring }: Entry, search: Search): boolean {
  const { ids, collections = [], dates } = search;
  if (ids !== undefined && !ids.includes(id)) return false;
  if (collections.length > 0 && !collections.includes(collection)) return false;
  if (search.bbox !== undefined && (ring === undefined || !touchesBox(ring, search.bbox))) return false;
  if (dates === undefined) return true;
  return Date.parse(dates.start) * 1_000 <= time && time < Date.parse(dates.end) * 1_000 + DAY_US;
}

/** Whether a side of the ring passes through the box, or the ring lies around it. */
function touchesBox(ring: readonly Point[], [west, south, east, north]: BBox): boolean {
  const to = west > east ? east + 360 : east;
  return TURNS.some((turn) => {
    const turned = ring.map(([lon, lat]): Point => [lon + turn, lat]);
    return (
      turned.some((end, index) => passes([turned[index - 1] ?? end, end], [west, south, to, north])) ||
      isInside([west, south], turned)
    );
  });
}

/** Liang and Barsky: whether any of an edge lies in a box; its border counts. */
function passes([[lon, lat], [toLon, toLat]]: readonly [Point, Point], [west, south, east, north]: BBox): boolean {
  let [enter, leave] = [0, 1];
  const sides = [
    [lon - toLon, lon - west],
    [toLon - lon, east - lon],
    [lat - toLat, lat - south],
    [toLat - lat, north - lat],
  ] as const;
  for (const [step, distance] of sides) {
    if (step === 0 && distance < 0) return false;
    if (step < 0) enter = Math.max(enter, distance / step);
    if (step > 0) leave = Math.min(leave, distance / step);
  }
  return enter <= leave;
}

function liesIn({ ring }: Entry, figure: Figures[number]): boolean {
  const [outer = [], ...holes] = figure;
  if (ring === undefined || isApart(ring, outer)) return false;
  return TURNS.some((turn) => {
    const turned = ring.map(([lon, lat]): Point => [lon + turn, lat]);
    if (figure.some((one) => linesCross(turned, one)) || isInside(outer[0], turned)) return true;
    return isClosed(outer) && isInside(turned[0], outer) && !holes.some((hole) => isInside(turned[0], hole));
  });
}

/** Whether a ring lies north or south of the shape. A quick test that rules out most items. */
function isApart(ring: readonly Point[], shape: readonly Point[]): boolean {
  const own = ring.map(([, lat]) => lat);
  const searched = shape.map(([, lat]) => lat);
  return Math.min(...own) > Math.max(...searched) || Math.max(...own) < Math.min(...searched);
}

function isClosed(line: readonly Point[]): boolean {
  return line.length > 1 && String(line[0]) === String(line.at(-1));
}

function linesCross(one: readonly Point[], other: readonly Point[]): boolean {
  return one.some((b, i) => {
    const a = one[i - 1];
    return a !== undefined && other.some((d, j) => segmentsCross([a, b], [other[j - 1] ?? d, d]));
  });
}

function segmentsCross([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  const side = (p: Point, q: Point, r: Point) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) > 0;
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/** Whether the winding number of the ring around the point is not zero. */
function isInside(point: Point | undefined, ring: readonly Point[]): boolean {
  if (point === undefined) return false;
  const angles = ring.map(([lon, lat]) => Math.atan2(lat - point[1], lon - point[0]));
  const turned = angles.reduce((sum, angle, index) => sum + wrapped(angle - (angles[index - 1] ?? angle)), 0);
  return Math.abs(turned) > Math.PI;
}

function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

/** Compares by the sort keys, then by id backwards, as pgstac does. An item without a value comes after all items with one. */
function inOrder(sortBy: Search['sortBy'], values: Values) {
  const keys = sortBy?.length ? sortBy : ([{ field: 'datetime', direction: 'DESC' }] as const);
  return (one: Entry, other: Entry): number => {
    for (const { field, direction } of keys) {
      const result = compared(values.of(one, field), values.of(other, field));
      if (result !== 0) return direction === 'DESC' ? -result : result;
    }
    return compared(other.id, one.id);
  };
}

function compared(one: unknown, other: unknown): number {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
}
