import Feature from 'ol/Feature.js';
import MultiLineString from 'ol/geom/MultiLineString.js';
import Polygon from 'ol/geom/Polygon.js';
import Graticule from 'ol/layer/Graticule.js';
import VectorImageLayer from 'ol/layer/VectorImage.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import type { Path, Position } from '../data/parts.ts';
import { wrap } from '../data/spans.ts';
import { pathToMap } from './mercator.ts';
import type { Palette } from './theme.ts';

/** Finer coastlines show from here on: the world is some 6,000 pixels wide. */
export const FINE_RESOLUTION = 6_700;
/** Parts of a degree, as scripts/bundle-map.mjs writes them. */
const PARTS = 100;

interface Coasts {
  readonly land: readonly (readonly number[][])[];
  readonly borders: readonly number[][];
}

/** Land, coastlines and borders of Natural Earth, as scripts/bundle-map.mjs writes them. */
async function loadCoasts(scale: '110m' | '50m'): Promise<readonly Feature[]> {
  const response = await fetch(new URL(`coast-${scale}.json`, import.meta.url), { credentials: 'omit' });
  if (!response.ok) throw new Error(`The coastlines could not be loaded: HTTP ${response.status}.`);
  const { land, borders }: Coasts = await response.json();
  const rings = land.map((polygon) => polygon.map(pathOf));
  const features = {
    land: rings.map((polygon) => new Polygon(polygon.map(pathToMap))),
    coast: [new MultiLineString(rings.flat().flatMap(withoutFrame).map(pathToMap))],
    border: [new MultiLineString(borders.map(pathOf).map(pathToMap))],
  };
  return Object.entries(features).flatMap(([role, geometries]) =>
    geometries.map((geometry) => new Feature({ geometry, role })),
  );
}

export interface BaseMap {
  readonly layers: readonly (VectorImageLayer | Graticule)[];
  /** Land at the coarse scale, for the overview as well. */
  readonly coarse: VectorSource;
  readonly styleOf: (feature: { get(name: string): unknown }) => Style | undefined;
  /** Loads the fine coastlines, once. */
  refine(): Promise<void>;
}

export async function createBaseMap(palette: Palette, isLandShown: boolean): Promise<BaseMap> {
  const coarse = new VectorSource({ features: [...(await loadCoasts('110m'))] });
  const fine = new VectorSource();
  const styles = baseStyles(palette);
  const styleOf = (feature: { get(name: string): unknown }) => styles.get(String(feature.get('role')));
  const layerOf = (source: VectorSource) =>
    new VectorImageLayer({ source, style: styleOf, imageRatio: 2, visible: isLandShown });
  const [coarseLayer, fineLayer] = [layerOf(coarse), layerOf(fine)];
  let loading: Promise<void> | undefined;
  const load = async () => {
    fine.addFeatures([...(await loadCoasts('50m'))]);
    coarseLayer.setMinResolution(FINE_RESOLUTION);
    fineLayer.setMaxResolution(FINE_RESOLUTION);
  };
  return {
    layers: [coarseLayer, fineLayer, graticule(palette)],
    coarse,
    styleOf,
    refine() {
      loading ??= isLandShown ? load() : Promise.resolve();
      return loading;
    },
  };
}

function baseStyles({ land, coast, border }: Palette): ReadonlyMap<string, Style> {
  return new Map([
    ['land', new Style({ fill: new Fill({ color: land }) })],
    ['border', new Style({ stroke: new Stroke({ color: border, width: 0.8 }) })],
    ['coast', new Style({ stroke: new Stroke({ color: coast, width: 0.9 }) })],
  ]);
}

function graticule({ grid, gridText, land }: Palette): Graticule {
  const label = (options: { textBaseline?: CanvasTextBaseline; textAlign?: CanvasTextAlign }) =>
    new Text({
      font: '11px system-ui, sans-serif',
      fill: new Fill({ color: gridText }),
      stroke: new Stroke({ color: land, width: 3 }),
      ...options,
    });
  return new Graticule({
    strokeStyle: new Stroke({ color: grid, width: 1 }),
    showLabels: true,
    wrapX: true,
    targetSize: 90,
    lonLabelPosition: 0.985,
    latLabelPosition: 0.995,
    lonLabelFormatter: (degrees) => degreesOf(wrap(degrees), 'EW'),
    latLabelFormatter: (degrees) => degreesOf(degrees, 'NS'),
    lonLabelStyle: label({ textBaseline: 'top' }),
    latLabelStyle: label({ textAlign: 'end' }),
  });
}

/** Degrees, minutes and seconds without those that are zero, e.g. 54° 15′ N. */
function degreesOf(degrees: number, letters: string): string {
  const seconds = Math.round(Math.abs(degrees) * 3_600);
  const parts = [
    [Math.floor(seconds / 3_600), '°'],
    [Math.floor(seconds / 60) % 60, '′'],
    [seconds % 60, '″'],
  ] as const;
  const text = parts.filter(([value], index) => index === 0 || value > 0).map((part) => part.join(''));
  return seconds === 0 || seconds === 648_000 ? text.join(' ') : `${text.join(' ')} ${letters[degrees < 0 ? 1 : 0]}`;
}

/** Positions out of a first one and steps. */
function pathOf(steps: readonly number[]): Path {
  let [x, y] = [0, 0];
  const path: Position[] = [];
  for (let index = 0; index < steps.length; index += 2) {
    x += steps[index] ?? 0;
    y += steps[index + 1] ?? 0;
    path.push([x / PARTS, y / PARTS]);
  }
  return path;
}

/** A ring without the edges along the antimeridian and the south pole, which are no coast. */
function withoutFrame(ring: Path): readonly Path[] {
  const paths: Position[][] = [[]];
  for (const at of ring) {
    const isFrame = Math.abs(at[0]) === 180 || at[1] <= -89.9;
    if (isFrame) paths.push([]);
    else paths.at(-1)?.push(at);
  }
  return paths.filter(({ length }) => length > 1);
}
