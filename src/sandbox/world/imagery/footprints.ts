import { type Box, boxesMeet } from './boxes.ts';
import { type Figure, figureMeets, figureOf } from './figures.ts';
import type { Position } from './grid.ts';

/** True also when figure and footprint only touch. The footprint may pass ±180; it is looked for on either side. */
export function meetsFootprint(figure: Figure, footprint: readonly Position[], box: Box): boolean {
  return boxesMeet(figure.box, box) && [0, 360, -360].some((turn) => figureMeets(figure, turned(footprint, turn)));
}

/** A box as a polygon, or as two where it crosses the 180th meridian. */
export function figuresOfBox([west, south, east, north]: Box): readonly Figure[] {
  const spans = west <= east ? [[west, east] as const] : [[west, 180] as const, [-180, east] as const];
  return spans.map(([from, to]) => {
    const corners: Position[] = [
      [from, south],
      [to, south],
      [to, north],
      [from, north],
    ];
    return figureOf('polygon', [[...corners, ...corners.slice(0, 1)]]);
  });
}

function turned(ring: readonly Position[], turn: number): readonly Position[] {
  return turn === 0 ? ring : ring.map(([lon, lat]) => [lon + turn, lat]);
}
