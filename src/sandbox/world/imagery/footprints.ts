import { type Box, boxesMeet } from './boxes.ts';
import { type Figure, figureMeets } from './figures.ts';
import type { Position } from './grid.ts';

/** True also when figure and footprint only touch. The footprint may pass ±180; it is looked for on either side. */
export function meetsFootprint(figure: Figure, footprint: readonly Position[], box: Box): boolean {
  return boxesMeet(figure.box, box) && [0, 360, -360].some((turn) => figureMeets(figure, turned(footprint, turn)));
}

function turned(ring: readonly Position[], turn: number): readonly Position[] {
  return turn === 0 ? ring : ring.map(([lon, lat]) => [lon + turn, lat]);
}
