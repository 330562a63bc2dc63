import type { Part, Path, Position } from './parts.ts';

/** Rings and paths that lie within ±180, for a map that repeats the world. */
export interface Drawing {
  readonly areas: readonly (readonly Path[])[];
  /** Borders of the areas. They differ from the rings where those were cut. */
  readonly borders: readonly Path[];
  readonly lines: readonly Path[];
  readonly points: readonly Position[];
  /** Whether borders and rings differ. */
  readonly isCut: boolean;
}

const SEAMS = [-180, 180, 540] as const;

/** A part with longitudes that go on beyond ±180 instead of jumping. A ring around a pole is closed over it. */
export function unrolled(part: Part): Part {
  if (part.kind === 'line') return { ...part, path: unroll(part.path) };
  if (part.kind === 'point' || part.isBox) return part;
  const [shell = [], ...holes] = part.rings.map((ring) => overPole(unroll(ring)));
  const middle = meanLongitude(shell);
  return { ...part, rings: [shell, ...holes.map((hole) => beside(hole, middle))] };
}

/** Cuts unrolled parts along the antimeridian. */
export function cut(parts: readonly Part[]): Drawing {
  const areas = parts.flatMap((part) => (part.kind === 'area' ? cutArea(part.rings) : []));
  const rings = areas.flat();
  const isCut = touches(rings, -180) && touches(rings, 180);
  return {
    areas,
    borders: isCut ? rings.flatMap(withoutSeam) : rings,
    lines: parts.flatMap((part) => (part.kind === 'line' ? cutLine(part.path) : [])),
    points: parts.flatMap((part) => (part.kind === 'point' ? [intoWorld(part.at)] : [])),
    isCut,
  };
}

function unroll(path: Path): Path {
  let turn = 0;
  let before: number | undefined;
  return path.map(([longitude, latitude]): Position => {
    if (before !== undefined) turn += turnsOf(longitude - before);
    before = longitude;
    return [longitude + turn, latitude];
  });
}

/** The way back of a jump of over half the globe: -360, 0 or 360. A jump of two turns needs two. */
function turnsOf(step: number): number {
  return Math.abs(step) > 180 ? -360 * Math.round(step / 360) : 0;
}

/**
 * A ring that ends a turn away from its begin goes around a pole. Three turns of it, closed over the pole, reach beyond
 * ±180 on both sides, and the middle world is cut out of them.
 */
function overPole(ring: Path): Path {
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || Math.abs(last[0] - first[0]) < 180) return ring;
  const turn = last[0] > first[0] ? 360 : -360;
  const turns = [shifted(ring, -turn), ring, shifted(ring, turn)].flat();
  const pole = ring.reduce((sum, [, latitude]) => sum + latitude, 0) >= 0 ? 90 : -90;
  const [from, to] = [first[0] - turn, last[0] + turn];
  return clip(clip([...turns, [to, pole], [from, pole], ...turns.slice(0, 1)], -180, 1), 180, -1);
}

function beside(ring: Path, longitude: number): Path {
  const turn = 360 * Math.round((longitude - meanLongitude(ring)) / 360);
  return turn === 0 ? ring : shifted(ring, turn);
}

function meanLongitude(ring: Path): number {
  return ring.length === 0 ? 0 : ring.reduce((sum, [longitude]) => sum + longitude, 0) / ring.length;
}

/** Each piece of an area has its rings in a world of its own, and is moved into the middle one. */
function cutArea(rings: readonly Path[]): readonly (readonly Path[])[] {
  return worldsOf(rings).flatMap((middle) => {
    const pieces = rings.map((ring) => clip(clip(ring, middle - 180, 1), middle + 180, -1));
    const [shell] = pieces;
    if (shell === undefined || shell.length < 4) return [];
    return [pieces.filter(({ length }) => length > 3).map((ring) => shifted(ring, -middle))];
  });
}

/** Middles of the worlds that rings reach into: -360, 0, 360. */
function worldsOf(rings: readonly Path[]): readonly number[] {
  const longitudes = rings.flat().map(([longitude]) => longitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  return [-720, -360, 0, 360, 720].filter((middle) => {
    const isInside = west < middle + 180 && east > middle - 180;
    return isInside || (west === east && Math.abs(west - middle) <= 180);
  });
}

/** Sutherland and Hodgman: the half of a ring east (side 1) or west (side -1) of a meridian. */
function clip(ring: Path, meridian: number, side: 1 | -1): Path {
  const isIn = ([longitude]: Position) => (longitude - meridian) * side >= 0;
  if (ring.every(isIn)) return ring;
  const kept: Position[] = [];
  ring.slice(1).forEach((to, index) => {
    const from = ring[index] ?? to;
    if (isIn(from) !== isIn(to)) kept.push(crossing(from, to, meridian));
    if (isIn(to)) kept.push(to);
  });
  const [first] = kept;
  return first === undefined ? [] : [...kept, first];
}

function crossing([x1, y1]: Position, [x2, y2]: Position, meridian: number): Position {
  return [meridian, y1 + ((meridian - x1) / (x2 - x1)) * (y2 - y1)];
}

/** Pieces of a line, each within one world. */
function cutLine(path: Path): readonly Path[] {
  const pieces: Position[][] = [];
  path.forEach((to, index) => {
    const from = path[index - 1];
    const seam = from && SEAMS.find((one) => (from[0] - one) * (to[0] - one) < 0);
    if (from === undefined) pieces.push([to]);
    else if (seam === undefined) pieces.at(-1)?.push(to);
    else {
      const at = crossing(from, to, seam);
      pieces.at(-1)?.push(at);
      pieces.push([at, to]);
    }
  });
  return pieces.map((piece) => shifted(piece, -360 * Math.round(meanLongitude(piece) / 360)));
}

/** Borders without the edges along the antimeridian, and those that close a ring over a pole. */
function withoutSeam(ring: Path): readonly Path[] {
  const paths: Position[][] = [];
  let current: Position[] = [];
  ring.slice(1).forEach((to, index) => {
    const from = ring[index] ?? to;
    if (isSeam(from, to)) current = [];
    else if (current.length > 0) current.push(to);
    else {
      current = [from, to];
      paths.push(current);
    }
  });
  return paths;
}

function isSeam([x1, y1]: Position, [x2, y2]: Position): boolean {
  return (x1 === x2 && Math.abs(x1) === 180) || (y1 === y2 && Math.abs(y1) === 90);
}

function touches(rings: readonly Path[], meridian: number): boolean {
  return rings.some((ring) =>
    ring.some(([longitude], index) => longitude === meridian && ring[index - 1]?.[0] === meridian),
  );
}

function shifted(path: Path, turn: number): Path {
  return turn === 0 ? path : path.map(([longitude, latitude]) => [longitude + turn, latitude]);
}

function intoWorld([longitude, latitude]: Position): Position {
  return [longitude - 360 * Math.round(longitude / 360), latitude];
}
