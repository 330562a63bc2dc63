import type { Wire } from '../../sandbox/caller.ts';

export type Place = readonly [number, number];
type Line = readonly Place[];

/** Footprints are convex, so what is left of a geometry after clipping by their sides is what they share. */
export function isMet({ type, coordinates, geometries }: Wire, item: Wire): boolean {
  const { geometry } = item;
  if (!geometry) return false;
  if (geometries) return geometries.some((member: Wire) => isMet(member, item));
  const windows: Line[] = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.flat();
  const parts = type.startsWith('Multi') ? coordinates : [coordinates];
  return windows.some((window) => parts.some((part: Wire) => shares(type.replace('Multi', ''), part, window)));
}

function shares(type: string, part: Wire, window: Line): boolean {
  if (type === 'Point') return clipped([part, part], window).length > 0;
  if (type === 'LineString') {
    return part.slice(1).some((end: Place, index: number) => clippedSegment(part[index], end, window));
  }
  const [outer, ...holes] = part.map((ring: Line) => area(clipped(ring.slice(1), window)));
  return outer - holes.reduce((sum: number, hole: number) => sum + hole, 0) > 1e-13;
}

/** Sutherland and Hodgman: keeps what lies to the inner side of each side of the window. */
function clipped(ring: Line, window: Line): Line {
  const turn = Math.sign(area(window.slice(1), true));
  return window.slice(1).reduce((kept: Line, b, index) => {
    const a = window[index] ?? b;
    const depth = ([x, y]: Place) => turn * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
    return kept.flatMap((end, at) => {
      const start = kept[(at + kept.length - 1) % kept.length] ?? end;
      const [from, to] = [depth(start), depth(end)];
      if (from >= 0 === to >= 0) return to >= 0 ? [end] : [];
      const share = from / (from - to);
      const crossing: Place = [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])];
      return to >= 0 ? [crossing, end] : [crossing];
    });
  }, ring);
}

/** Cyrus and Beck: whether anything of a segment lies inside the window. */
function clippedSegment(start: Place, end: Place, window: Line): boolean {
  const turn = Math.sign(area(window.slice(1), true));
  let [enter, leave] = [0, 1];
  for (const [index, b] of window.slice(1).entries()) {
    const a = window[index] ?? b;
    const depth = ([x, y]: Place) => turn * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
    const [from, to] = [depth(start), depth(end)];
    if (from < 0 && to < 0) return false;
    if (from < 0) enter = Math.max(enter, from / (from - to));
    if (to < 0) leave = Math.min(leave, from / (from - to));
  }
  return enter <= leave;
}

function area(ring: Line, isSigned = false): number {
  const sum = ring.reduce((total, [x, y], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x, y];
    const [x0, y0] = ring[0] ?? [0, 0];
    return total + ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / 2;
  }, 0);
  return isSigned ? sum : Math.abs(sum);
}

export function rectangle([west = 0, south = 0, east = 0, north = 0]: readonly number[]): Place[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** Whether a footprint and a box share an area; west above east means that the box crosses the 180th meridian. */
export function isInBox([west = 0, south = 0, east = 0, north = 0]: readonly number[], item: Wire): boolean {
  const spans = west <= east ? [[west, east]] : [[west, 180], [-180, east]]; // biome-ignore format: short
  const boxes = spans.map(([from = 0, to = 0]) => [rectangle([from, south, to, north])]);
  return isMet({ type: 'MultiPolygon', coordinates: boxes }, item);
}
