/** Degrees, longitude first. Beyond ±180 a longitude goes on around the globe. */
export type Position = readonly [longitude: number, latitude: number];
export type Path = readonly Position[];

/** One thing to draw. The edges of a box are parallels and meridians, however long they are. */
export type Part =
  | { readonly kind: 'point'; readonly at: Position }
  | { readonly kind: 'line'; readonly path: Path }
  | { readonly kind: 'area'; readonly rings: readonly Path[]; readonly isBox: boolean };

export type Box = readonly [west: number, south: number, east: number, north: number];

const MOST_NESTING = 8;
/** Longitudes may have been unrolled once around the globe, not more. */
const FARTHEST = 540;
const LEAST_LENGTH = { line: 2, ring: 3 } as const;

const READERS: Readonly<Record<string, (coordinates: readonly unknown[]) => readonly Part[]>> = {
  Point: (one) => pointsIn([one]),
  MultiPoint: pointsIn,
  LineString: (one) => linesIn([one]),
  MultiLineString: linesIn,
  Polygon: (one) => areasIn([one]),
  MultiPolygon: areasIn,
};

/** Whether a value is meant as a geometry, also one that cannot be drawn. */
export function isGeometry(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return Array.isArray(members['coordinates']) || Array.isArray(members['geometries']);
}

/** Whatever can be drawn of a geometry. Positions, rings and members that are none are left out. */
export function partsOf(geometry: unknown, nesting = 0): readonly Part[] {
  if (!isGeometry(geometry) || nesting > MOST_NESTING) return [];
  const { type, coordinates, geometries } = geometry;
  if (type === 'GeometryCollection') return listOf(geometries).flatMap((one) => partsOf(one, nesting + 1));
  const read = Object.hasOwn(READERS, String(type)) ? READERS[String(type)] : undefined;
  return read?.(listOf(coordinates)) ?? [];
}

/** Four numbers, or six with heights, as a box. West of more than east crosses the antimeridian. */
export function boxOf(value: unknown): Box | undefined {
  if (!Array.isArray(value) || (value.length !== 4 && value.length !== 6) || !value.every(Number.isFinite)) return;
  const half = value.length / 2;
  const [west, south, east, north] = [value[0], value[1], value[half], value[half + 1]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const isOnGlobe = Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && Math.abs(north) <= 90;
  return isOnGlobe && south <= north ? [west, south, east, north] : undefined;
}

/** A box as an area, or as a line or a point where it has no width. */
export function partOfBox([west, south, east, north]: Box): Part {
  const to = east < west ? east + 360 : east;
  if (west === to && south === north) return { kind: 'point', at: [west, south] };
  const path = ringOfBox([west, south, to, north]);
  if (west === to || south === north) return { kind: 'line', path: path.slice(0, 3) };
  return { kind: 'area', rings: [path], isBox: true };
}

/** The corners of a box, from the south-west round to it again. */
export function ringOfBox([west, south, east, north]: Box): Path {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function pointsIn(coordinates: readonly unknown[]): readonly Part[] {
  return pathOf(coordinates).map((at) => ({ kind: 'point', at }));
}

function linesIn(coordinates: readonly unknown[]): readonly Part[] {
  const paths = coordinates.map((one) => pathOf(listOf(one)));
  return paths.flatMap((path) => (path.length >= LEAST_LENGTH.line ? [{ kind: 'line', path }] : []));
}

function areasIn(coordinates: readonly unknown[]): readonly Part[] {
  return coordinates.flatMap((polygon): readonly Part[] => {
    const [shell, ...holes] = listOf(polygon).map((ring) => closed(pathOf(listOf(ring))));
    if (shell === undefined || shell.length <= LEAST_LENGTH.ring) return [];
    const rings = [shell, ...holes.filter(({ length }) => length > LEAST_LENGTH.ring)];
    return [{ kind: 'area', rings, isBox: false }];
  });
}

/** A ring that ends where it begins, without doubled positions. */
export function closed(path: Path): Path {
  const ring = path.filter((one, index) => index === 0 || !isSame(one, path[index - 1]));
  const [first] = ring;
  return first === undefined || isSame(first, ring.at(-1)) ? ring : [...ring, first];
}

function pathOf(coordinates: readonly unknown[]): Path {
  return coordinates.flatMap((one) => {
    const [longitude, latitude] = listOf(one);
    const isPosition = isWithin(longitude, FARTHEST) && isWithin(latitude, 90);
    return isPosition ? [[longitude, latitude] as Position] : [];
  });
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= most;
}

function isSame(one: Position | undefined, other: Position | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
