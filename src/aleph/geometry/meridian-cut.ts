import { type Area, doubledArea, holds, type Point, type Ring } from './rings.ts';

/**
 * An area cut at a meridian: the areas west of it, and those east of it. Longitudes are unrolled.
 *
 * Each ring falls into chains, which begin and end on the meridian, and lie on one side of it in between. Along the
 * meridian, sorted by latitude, the area lies between the first and the second end of a chain, between the third and
 * the fourth, and so on. So the border of a piece goes from chain to chain by these pairs. A piece always reaches the
 * meridian, so it is no hole; rings that do not reach it stay holes of the piece around them.
 */
export function cutAt(area: Area, meridian: number): readonly [west: readonly Area[], east: readonly Area[]] {
  return [westOf(area, meridian), westOf(mirrored(area), -meridian).map(mirrored)];
}

function mirrored({ outer, holes }: Area): Area {
  const mirror = (ring: Ring) => ring.map(([lon, lat]): Point => [-lon, lat]);
  return { outer: mirror(outer), holes: holes.map(mirror) };
}

/** A ring without its parts east of a meridian. */
interface Remains {
  /** A ring that at most touches the meridian in one point. */
  readonly whole?: Ring;
  readonly chains: readonly Ring[];
}

function westOf({ outer, holes }: Area, meridian: number): readonly Area[] {
  const [shell, ...others] = [outer, ...holes].map((ring) => remainsOf(ring, meridian));
  const wholes = others.map(({ whole }) => whole).filter((whole) => whole !== undefined);
  if (shell?.whole !== undefined) return [{ outer: shell.whole, holes: wholes }];
  if (shell === undefined || shell.chains.length === 0) return [];
  const chains = [shell, ...others].flatMap((ring) => ring.chains);
  const pieces = joined(chains, meridian).filter((piece) => doubledArea(piece) !== 0);
  const owners = wholes.map((hole) => (pieces.length > 1 ? mostAround(pieces, hole) : pieces[0]));
  return pieces.map((outer) => ({ outer, holes: wholes.filter((_, index) => owners[index] === outer) }));
}

function remainsOf(ring: Ring, meridian: number): Remains {
  const start = ring.findIndex(([lon]) => lon >= meridian);
  if (start === -1) return { whole: ring, chains: [] };
  const chains: Point[][] = [];
  let before = ring[start] as Point;
  for (const point of [...ring.slice(start + 1), ...ring.slice(0, start + 1)]) {
    const [wasWest, isWest] = [before[0] < meridian, point[0] < meridian];
    if (isWest && !wasWest) chains.push([crossing(before, point, meridian)]);
    if (isWest) chains.at(-1)?.push(point);
    else if (wasWest) chains.at(-1)?.push(crossing(before, point, meridian));
    before = point;
  }
  const [only] = chains;
  // Cut in two there, a ring that touches the meridian in one point would touch itself.
  const isWhole = chains.length === 1 && only?.[0]?.[1] === only?.at(-1)?.[1];
  return isWhole && only !== undefined ? { whole: only.slice(1), chains: [] } : { chains };
}

/** Worked out from south to north, so that both sides of a cut have the same point. */
function crossing(one: Point, other: Point, meridian: number): Point {
  const [[lon, lat], [toLon, toLat]] = one[1] <= other[1] ? [one, other] : [other, one];
  if (lon === meridian) return [lon, lat];
  return [meridian, toLon === meridian ? toLat : lat + ((meridian - lon) / (toLon - lon)) * (toLat - lat)];
}

/** The ends of chains have numbers: twice that of the chain, and one more at its other end. */
function joined(chains: readonly Ring[], meridian: number): readonly Ring[] {
  const ends = chains.flatMap((chain, index) => [
    { end: 2 * index, at: chain[0] as Point, next: chain[1] as Point },
    { end: 2 * index + 1, at: chain.at(-1) as Point, next: chain.at(-2) as Point },
  ]);
  // Of ends in one point, the one whose chain comes from farther south is the southern one.
  const rise = ({ at, next }: (typeof ends)[number]) => (next[1] - at[1]) / (meridian - next[0]);
  const sorted = ends.toSorted((a, b) => a.at[1] - b.at[1] || rise(a) - rise(b)).map(({ end }) => end);
  const mates = new Map(sorted.map((end, index) => [end, sorted[index ^ 1] ?? end]));
  const pieces: Ring[] = [];
  const left = new Set(chains.keys());
  for (const first of left) {
    const piece: Point[] = [];
    let end = 2 * first;
    do {
      const chain = chains[end >> 1] ?? [];
      left.delete(end >> 1);
      for (const point of end % 2 === 0 ? chain : chain.toReversed()) piece.push(point);
      end = mates.get(end ^ 1) ?? 2 * first;
    } while (end !== 2 * first);
    pieces.push(withoutRepeats(piece));
  }
  return pieces;
}

function withoutRepeats(ring: Ring): Ring {
  return ring.filter(([lon, lat], index) => {
    const before = ring.at(index - 1);
    return before?.[0] !== lon || before[1] !== lat;
  });
}

/** The piece that holds most corners of a hole: on its border, a corner may count for either side. */
function mostAround(pieces: readonly Ring[], hole: Ring): Ring | undefined {
  const heldBy = (piece: Ring) => hole.filter((corner) => holds(piece, corner)).length;
  return pieces.toSorted((one, other) => heldBy(other) - heldBy(one))[0];
}
