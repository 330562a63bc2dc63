import earcut, { flatten } from 'earcut';
import type { Geometry } from 'geojson';
import { eachInSlices } from '../../async/fair-scheduler.ts';
import { simpleOf } from '../values/geometries.ts';
import type { BBox } from '../values/wire.ts';
import { cutAreasOf, cutGeometry, partsOfBox } from './antimeridian.ts';
import { clipTo } from './clip.ts';
import {
  type Area,
  areaOfBox,
  areasOf,
  boxRing,
  doubledArea,
  edgesOf,
  holds,
  type Ring,
  runsOf,
  segmentsOf,
} from './rings.ts';
import { areaOnSphere } from './sphere.ts';

/**
 * An area that footprints are measured against.
 *
 * Coverage is the area of the overlap divided by the area of the target. Both are cut at the antimeridian first, so
 * that longitudes can be compared. The footprint is split into convex pieces: itself if it is convex, as a tile is,
 * otherwise triangles (earcut). Clipping to a convex piece is exact, so each ring of the target is clipped to each
 * piece. The areas on the sphere are added up, and those of holes subtracted. Results are kept per footprint, since
 * filters and fields ask for the same one.
 */
export class Target {
  readonly areas: readonly Area[];
  /** Results by footprint. */
  readonly measured = new WeakMap<Geometry, number | undefined>();
  private size: number | undefined;

  constructor(areas: readonly Area[]) {
    this.areas = areas;
  }

  /** Worked out on first use, since most searches ask for no coverage. */
  get steradians(): number {
    this.size ??= sum(this.areas, sizeOf);
    return this.size;
  }
}

export function targetOfBox(bbox: BBox): Target {
  return new Target(partsOfBox(bbox).map(areaOfBox));
}

export function targetOfGeometry(geometry: Geometry): Target {
  return new Target(cutAreasOf(geometry));
}

/** With more corners, a page of footprints takes so long that other requests would have to wait. */
const HEAVY_CORNERS = 100;

/** Whether a page of footprints has to be measured in slices. */
export function isHeavy({ areas }: Target): boolean {
  return sum(areas, ({ outer, holes }) => outer.length + sum(holes, (hole) => hole.length)) > HEAVY_CORNERS;
}

/** A footprint with more positions is not measured: dividing it into triangles would take too long. */
const MOST_POSITIONS = 2_000;

/** Measures footprints in slices, so that other requests run in between. */
export async function measureAll(target: Target, footprints: readonly (Geometry | undefined)[]): Promise<void> {
  await eachInSlices(footprints, (footprint) => coverageOf(target, footprint));
}

/** Percent of the target that a footprint covers, 0 to 100. Undefined for a target or a footprint without an area. */
export function coverageOf(target: Target, footprint: Geometry | undefined): number | undefined {
  if (footprint === undefined) return undefined;
  if (!target.measured.has(footprint)) target.measured.set(footprint, measure(target, footprint));
  return target.measured.get(footprint);
}

function measure(target: Target, footprint: Geometry): number | undefined {
  if (target.steradians === 0 || positionsIn(footprint) > MOST_POSITIONS) return undefined;
  const pieces = cutAreasOf(footprint).flatMap(convexPieces);
  if (pieces.length === 0) return undefined;
  const covered = sum(pieces, (piece) => sum(target.areas, (area) => overlap(area, piece)));
  return Math.min(100, (covered / target.steradians) * 100);
}

/** Positions of all rings. */
function positionsIn(geometry: Geometry): number {
  return sum(simpleOf(geometry), ({ type, coordinates }) => {
    const rings = type === 'Polygon' ? coordinates : type === 'MultiPolygon' ? coordinates.flat() : [];
    return sum(rings, (ring) => ring.length);
  });
}

/** Whether a footprint meets a box that does not cross the antimeridian, if only in one point of their borders. */
export function touches(footprint: Geometry, [west, south, east, north]: BBox): boolean {
  const box = boxRing(west, south, east, north);
  return simpleOf(cutGeometry(footprint)).some((simple) => {
    const areas = areasOf(simple);
    const edges = runsOf(simple).flatMap(areas.length > 0 ? edgesOf : segmentsOf);
    // Clipping a concave ring as a whole may leave edges without extent, so each edge is clipped by itself.
    if (edges.some((edge) => clipTo(edge, box).length > 0)) return true;
    // No border crosses the box, so one corner decides for all of it.
    return areas.some(({ outer, holes }) => [outer, ...holes].filter((ring) => holds(ring, box[0])).length === 1);
  });
}

/** Area of a polygonal geometry on the unit sphere; 0 for any other. */
export function steradiansOf(geometry: Geometry): number {
  return sum(cutAreasOf(geometry), sizeOf);
}

function sizeOf({ outer, holes }: Area): number {
  return areaOnSphere(outer) - sum(holes, areaOnSphere);
}

function overlap({ outer, holes }: Area, piece: Ring): number {
  return areaOnSphere(clipTo(outer, piece)) - sum(holes, (hole) => areaOnSphere(clipTo(hole, piece)));
}

/** An area as convex, counter-clockwise pieces: itself where it is convex, as a tile is, else triangles. */
function convexPieces({ outer, holes }: Area): readonly Ring[] {
  const area = doubledArea(outer);
  // Everything lies to the left of a ring without extent.
  if (area === 0) return [];
  const ccw = area > 0 ? outer : outer.toReversed();
  if (holes.length === 0 && isConvex(ccw)) return [ccw];
  const {
    vertices,
    holes: starts,
    dimensions,
  } = flatten([outer, ...holes].map((ring) => ring.map(([a, b]) => [a, b])));
  const corners = earcut(vertices, starts, dimensions);
  const pieces: Ring[] = [];
  for (let i = 0; i < corners.length; i += 3) {
    const triangle = corners.slice(i, i + 3).map((n) => [vertices[n * 2] ?? 0, vertices[n * 2 + 1] ?? 0] as const);
    pieces.push(isCounterClockwise(triangle) ? triangle : triangle.toReversed());
  }
  return pieces;
}

function isConvex(ring: Ring): boolean {
  return ring.every((point, index) => turnAt(ring, point, index) >= 0) && ring.length >= 3 && turnsOnce(ring);
}

function turnAt(ring: Ring, point: Ring[number], index: number): number {
  const next = ring[(index + 1) % ring.length] ?? point;
  const after = ring[(index + 2) % ring.length] ?? point;
  return (next[0] - point[0]) * (after[1] - next[1]) - (next[1] - point[1]) * (after[0] - next[0]);
}

/** Whether a ring goes round once. A star also turns left at every corner, but goes round more often. */
function turnsOnce(ring: Ring): boolean {
  let turn = 0;
  for (const [index, point] of ring.entries()) {
    const next = ring[(index + 1) % ring.length] ?? point;
    const after = ring[(index + 2) % ring.length] ?? point;
    const here = Math.atan2(next[1] - point[1], next[0] - point[0]);
    const there = Math.atan2(after[1] - next[1], after[0] - next[0]);
    turn += (there - here + 4 * Math.PI) % (2 * Math.PI);
  }
  return turn < 3 * Math.PI;
}

function isCounterClockwise(ring: Ring): boolean {
  return doubledArea(ring) > 0;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
