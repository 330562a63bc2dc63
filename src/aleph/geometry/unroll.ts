import { doubledArea, type Edge, edgesOf, type Point, type Ring } from './rings.ts';

/**
 * A ring with longitudes that go on beyond ±180 without a jump; undefined for a ring around a pole.
 *
 * GeoJSON has no sign for a crossing of the antimeridian: an edge from 179 to -179 looks 358 degrees long. So an edge
 * longer than half the globe is taken to go the short way round [RFC 7946 §3.1.9], and 180 and -180 are one meridian.
 * Exception: an edge from -180 to 180 along one parallel goes around the globe where the ring would enclose nothing
 * otherwise, or not close. A ring that closes in neither reading has a pole inside, or an edge of more than 180°.
 */
export function unrolledRing(ring: Ring): Ring | undefined {
  if (!isRolled(edgesOf(ring))) return ring;
  const [first] = ring;
  const [short, around] = [false, true].map((hasBands) => {
    const read = unrolled([...ring, ...(first ? [first] : [])], hasBands);
    return read[0]?.[0] === read.at(-1)?.[0] ? read.slice(0, -1) : undefined;
  });
  return [short, around].find((read) => read !== undefined && doubledArea(read) !== 0) ?? short;
}

/** The same for a line, which need not close. */
export function unrolledLine(line: Ring): Ring {
  return unrolled(line, false);
}

/** Whether longitudes jump, or lie beyond ±180. */
export function isRolled(edges: readonly Edge[]): boolean {
  return edges.some(([[from], [to]]) => Math.abs(to - from) > 180 || Math.abs(from) > 180 || Math.abs(to) > 180);
}

function unrolled(line: Ring, hasBands: boolean): Ring {
  let turns = 0;
  return line.map((point, index): Point => {
    turns -= index === 0 ? 0 : turnsIn(line[index - 1] ?? point, point, hasBands);
    return [point[0] + 360 * turns, point[1]];
  });
}

/** Turns of the globe that an edge seems to make, eastwards. */
function turnsIn([lon, lat]: Point, [toLon, toLat]: Point, hasBands: boolean): number {
  const step = toLon - lon;
  const isShort = Math.abs(step) <= 180 || (hasBands && Math.abs(step) === 360 && lat === toLat);
  return isShort ? 0 : Math.round(step / 360);
}
