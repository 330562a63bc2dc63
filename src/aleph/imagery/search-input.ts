import type { Geometry, Position } from 'geojson';
import { badInput } from '../errors.ts';
import type { SortBy } from '../search.ts';
import { checkDateRange, type DateRange } from '../values/dates.ts';
import { simpleOf } from '../values/geometries.ts';
import { checkCount, checkText, checkTexts } from '../values/ids.ts';
import type { BBox, JsonObject } from '../values/wire.ts';

/** The arguments of a STAC item search. */
export interface SearchInput {
  readonly collections: readonly string[];
  readonly ids: readonly string[];
  readonly bbox: BBox;
  readonly intersects: Geometry;
  readonly dates: DateRange;
  readonly cql2: JsonObject;
  readonly sortBy: readonly SortBy[];
}

export const MOST_COLLECTIONS = 100;
export const MOST_IDS = 500;
export const MOST_SORT_KEYS = 5;
export const MOST_VERTICES = 2_000;
export const MOST_RINGS = 50;
const SHORTEST_RING = 4;

/** The input without its nulls; throws BAD_USER_INPUT for a search that no Aleph could answer. */
export function checkSearchInput(input: { readonly [K in keyof SearchInput]?: SearchInput[K] | null | undefined }) {
  const { bbox, intersects, dates } = input;
  if (bbox && intersects) throw badInput(['input', 'bbox'], 'input.bbox: not together with intersects.');
  if (intersects) checkGeometry(intersects);
  return {
    collections: input.collections
      ? checkTexts(input.collections, ['input', 'collections'], MOST_COLLECTIONS)
      : undefined,
    ids: input.ids ? checkTexts(input.ids, ['input', 'ids'], MOST_IDS) : undefined,
    bbox: bbox ?? undefined,
    intersects: intersects ?? undefined,
    dates: dates ? checkDateRange(dates, ['input', 'dates']) : undefined,
    cql2: input.cql2 ?? undefined,
    sortBy: input.sortBy ? checkSortBy(input.sortBy) : undefined,
  };
}

function checkSortBy(sortBy: readonly SortBy[]): readonly SortBy[] {
  checkCount(sortBy, ['input', 'sortBy'], MOST_SORT_KEYS);
  for (const [index, { field }] of sortBy.entries()) checkText(field, ['input', 'sortBy', index, 'field']);
  return sortBy;
}

/** Checks that a geometry lies on the globe, is not too large, and has closed rings. */
function checkGeometry(geometry: Geometry): void {
  const refuse = (rule: string) => badInput(['input', 'intersects'], `input.intersects: ${rule}`);
  const shapes = simpleOf(geometry).map(({ type, coordinates }) => ({ type, runs: runsOf(coordinates) }));
  const runsIn = (...names: readonly string[]) =>
    shapes.flatMap(({ type, runs }) => (names.some((name) => type.endsWith(name)) ? runs : []));
  const vertices = shapes.flatMap(({ runs }) => runs.flat());
  if (vertices.length === 0) throw refuse('it has no position.');
  if (vertices.length > MOST_VERTICES) throw refuse(`at most ${MOST_VERTICES.toLocaleString('en')} positions.`);
  if (runsIn('Polygon', 'LineString').length > MOST_RINGS) throw refuse(`at most ${MOST_RINGS} rings or lines.`);
  if (!vertices.every(isOnGlobe)) throw refuse('longitudes lie in [-180, 180], latitudes in [-90, 90].');
  if (!runsIn('Polygon').every(isRing)) {
    throw refuse('each ring has four positions or more, ends where it starts, and is no single point.');
  }
}

/** Coordinates of any depth as runs of positions. */
function runsOf(coordinates: unknown): readonly Position[][] {
  if (!Array.isArray(coordinates)) return [];
  if (typeof coordinates[0] === 'number') return [[coordinates as Position]];
  const isRun = Array.isArray(coordinates[0]) && typeof coordinates[0][0] === 'number';
  return isRun ? [coordinates as Position[]] : coordinates.flatMap(runsOf);
}

function isOnGlobe([lon = Number.NaN, lat = Number.NaN, ...rest]: Position): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && rest.length <= 1;
}

function isRing(ring: readonly Position[]): boolean {
  const [first] = ring;
  const last = ring.at(-1);
  const isClosed = first?.[0] === last?.[0] && first?.[1] === last?.[1];
  const isPoint = ring.every((position) => position[0] === first?.[0] && position[1] === first?.[1]);
  return ring.length >= SHORTEST_RING && isClosed && !isPoint;
}
