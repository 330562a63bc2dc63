import { assetFor } from '../assets.ts';
import { steradiansOf } from '../geometry/coverage.ts';
import { type StacItem, takenAt } from '../items.ts';
import type { BBox } from '../values/wire.ts';

/** The tiles of one satellite pass within a page. */
export interface ImageryPass {
  /** Absent for a tile that names no pass. */
  readonly outcomeId: string | undefined;
  /** Of the first tile taken; RFC 3339 in UTC. */
  readonly datetime: string | undefined;
  readonly platform: string | undefined;
  /** Percent, weighted by footprint; absent when no tile has it. */
  readonly cloudCoverMean: number | undefined;
  readonly bbox: BBox | undefined;
  readonly items: readonly StacItem[];
  /** The tile to show: one with a preview, most valid pixels first, least cloud next. */
  readonly best: StacItem | undefined;
}

/** Items by pass, in the order of their first tiles. A tile that names no pass is a pass by itself. */
export function passesOf(items: readonly StacItem[]): readonly ImageryPass[] {
  const passes = new Map<string, StacItem[]>();
  for (const item of items) {
    const key = item.outcomeId ?? `item ${item.collectionId}/${item.itemId}`;
    const pass = passes.get(key);
    if (pass === undefined) passes.set(key, [item]);
    else pass.push(item);
  }
  return [...passes.values()].map(passOf);
}

function passOf(items: readonly StacItem[]): ImageryPass {
  const [first] = items;
  const datetimes = items.flatMap((item) => takenAt(item) ?? []).sort();
  return {
    outcomeId: first?.outcomeId,
    datetime: datetimes[0],
    platform: first?.platform,
    cloudCoverMean: cloudCoverMean(items),
    bbox: unionOf(items.flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox]))),
    items,
    best: bestOf(items),
  };
}

function cloudCoverMean(items: readonly StacItem[]): number | undefined {
  let clouds = 0;
  let weight = 0;
  for (const { cloudCover, geometry } of items) {
    if (cloudCover === undefined || geometry === undefined) continue;
    const area = steradiansOf(geometry);
    clouds += cloudCover * area;
    weight += area;
  }
  return weight === 0 ? undefined : clouds / weight;
}

/** Adding 360 to a longitude may change its last digits; without this, equal widths would compare as different. */
const ROUNDING = 1e-9;

/** The box around boxes. It crosses the antimeridian where that makes it narrower. */
function unionOf(boxes: readonly BBox[]): BBox | undefined {
  if (boxes.length === 0) return undefined;
  const spans = boxes.map(([west, , east]) => ({ west, east: east < west ? east + 360 : east }));
  const turned = spans.map((span) => (span.west < 0 ? { west: span.west + 360, east: span.east + 360 } : span));
  const [west, east] = [endsOf(spans), endsOf(turned)].reduce((a, b) =>
    a[1] - a[0] - (b[1] - b[0]) > ROUNDING ? b : a,
  );
  const back = (lon: number) => (lon > 180 ? lon - 360 : lon);
  const isAround = east - west >= 360;
  return [
    isAround ? -180 : back(west),
    Math.min(...boxes.map(([, south]) => south)),
    isAround ? 180 : back(east),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
}

function endsOf(spans: readonly { readonly west: number; readonly east: number }[]): readonly [number, number] {
  return [Math.min(...spans.map(({ west }) => west)), Math.max(...spans.map(({ east }) => east))];
}

function bestOf(items: readonly StacItem[]): StacItem | undefined {
  const shown = items.filter((item) => assetFor(item, 'preview', 'overview')?.href !== undefined);
  const validity = ({ validPixelPercent = 0 }: StacItem) => validPixelPercent;
  const clouds = ({ cloudCover = 100 }: StacItem) => cloudCover;
  return shown.toSorted((a, b) => validity(b) - validity(a) || clouds(a) - clouds(b))[0];
}
