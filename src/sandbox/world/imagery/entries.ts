import { isoMicros, type Micros } from '../instants.ts';
import { createRandom } from '../random.ts';
import type { Box } from './boxes.ts';
import { boxOf, gridCell, gridCode, type Position, ringOf, type Tile } from './grid.ts';
import { type Pass, passesOf } from './passes.ts';

/** What is kept of an item; the rest is made from it each time it is served. */
export interface Entry {
  readonly id: string;
  readonly collection: CollectionId;
  readonly production: Production;
  readonly time: Micros;
  readonly pass: Pass;
  /** Absent on items of a whole capture. */
  readonly tile: Tile | undefined;
  /** Closed; longitudes may pass ±180. Absent on the few items without a geometry. */
  readonly ring: readonly Position[] | undefined;
  readonly bbox: Box | undefined;
  /** True on the few raw captures whose footprint and resolution are nonsense. */
  readonly isLost: boolean;
  /** Key of the item's own random stream. */
  readonly key: number;
}

export type CollectionId =
  | 'l1d-sr'
  | 'l1d'
  | 'quickview-visual'
  | 'quickview-visual-thumb'
  | 'quickview-toa'
  | 'l1c'
  | 'l0';

/** How a collection is made from a capture. */
interface Production {
  readonly id: CollectionId;
  readonly product: string;
  readonly version: string;
  /** Collections date the same capture a little differently. */
  readonly lag: Micros;
  readonly isTiled: boolean;
}

/** In the order in which a capture is processed. */
const PRODUCTIONS: readonly Production[] = [
  { id: 'l0', product: 'L0', version: '1_0_0', lag: 0, isTiled: false },
  { id: 'l1c', product: 'L1C', version: '1_4_0', lag: 71, isTiled: false },
  {
    id: 'quickview-visual-thumb',
    product: 'QUICKVIEW_VISUAL_THUMB',
    version: '1_1_3',
    lag: 0,
    isTiled: false,
  },
  {
    id: 'quickview-visual',
    product: 'QUICKVIEW_VISUAL',
    version: '1_1_3',
    lag: 40_128,
    isTiled: true,
  },
  { id: 'quickview-toa', product: 'QUICKVIEW_TOA', version: '1_1_3', lag: 40_128, isTiled: true },
  { id: 'l1d', product: 'L1D', version: '2_2_0', lag: 112_640, isTiled: true },
  { id: 'l1d-sr', product: 'L1D_SR', version: '2_0_1', lag: 112_641, isTiled: true },
];

export const COLLECTION_IDS: readonly CollectionId[] = PRODUCTIONS.map(({ id }) => id);

const TILE_STEP: Micros = 287_519;
const NO_GEOMETRY = 0.02;
const LOST = 0.05;

/** A raw capture that lost its attitude: continent-size, starting at 0, 0. */
const LOST_RING: readonly Position[] = [
  [51.25, 37.5],
  [51.25, 0],
  [0, 0],
  [0, 37.5],
  [51.25, 37.5],
];

/** The first `count` items of the archive, in the order of their making. */
export function entriesOf(seed: number, count: number): Entry[] {
  const entries: Entry[] = [];
  for (const pass of passesOf(seed)) {
    if (entries.length >= count) break;
    entries.push(...entriesOfPass(pass, seed));
  }
  return entries.slice(0, count);
}

function entriesOfPass(pass: Pass, seed: number): Entry[] {
  const made = PRODUCTIONS.filter(({ id }) => id !== 'l1d-sr' || pass.isSuperResolved);
  return made.flatMap((production) =>
    production.isTiled
      ? pass.tiles.map((tile, step) => tiledEntry(production, pass, { tile, step }))
      : [captureEntry(production, pass, seed)],
  );
}

function tiledEntry(production: Production, pass: Pass, place: { tile: Tile; step: number }): Entry {
  const ring = ringOf(place.tile);
  const time = pass.time + production.lag + place.step * TILE_STEP;
  return {
    id: itemId(production, { pass, time, tile: place.tile }),
    collection: production.id,
    production,
    time,
    pass,
    tile: place.tile,
    ring,
    bbox: boxOf(ring),
    isLost: false,
    key: keyOf(production, place.step + 1),
  };
}

function captureEntry(production: Production, pass: Pass, seed: number): Entry {
  const time = pass.time + production.lag;
  const luck = production.id === 'l0' ? createRandom(seed, 2, pass.number).next() : 1;
  const isLost = luck >= NO_GEOMETRY && luck < LOST;
  const ring = luck < NO_GEOMETRY ? undefined : isLost ? LOST_RING : outline(pass);
  return {
    id: itemId(production, { pass, time, tile: undefined }),
    collection: production.id,
    production,
    time,
    pass,
    tile: undefined,
    ring,
    bbox: ring && boxOf(ring),
    isLost,
    key: keyOf(production, 0),
  };
}

function keyOf(production: Production, step: number): number {
  return PRODUCTIONS.indexOf(production) * 100 + step;
}

/** The rectangle around all tiles of a pass. */
export function outline(pass: Pass): readonly Position[] | undefined {
  const [first, last] = [pass.tiles[0], pass.tiles.at(-1)];
  return first && ringOf(first, last);
}

function itemId(
  { product, version }: Production,
  { pass, time, tile }: { pass: Pass; time: Micros; tile: Tile | undefined },
): string {
  const stamp = isoMicros(time).replaceAll(/[-:]/g, '').replace('T', '_');
  const [seconds, millis] = [stamp.slice(0, 15), stamp.slice(16, 19)];
  const satellite = `SN${pass.satellite}`;
  if (product.startsWith('QUICKVIEW')) {
    const name = `${seconds}_${satellite}_${product}_${version}`;
    return tile ? `${name}_${gridCode(tile)}` : name;
  }
  const cell = tile ? `_${gridCell(tile)}` : '';
  return `${seconds}_${millis}_${satellite}_${product}_MS${cell}_${version}`;
}
