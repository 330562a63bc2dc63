import Feature from 'ol/Feature.js';
import MultiLineString from 'ol/geom/MultiLineString.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import Circle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { cut, type Drawing, unrolled } from '../data/antimeridian.ts';
import { boxOf, partOfBox, partsOf } from '../data/parts.ts';
import type { Shape } from '../data/shapes.ts';
import { centreOf } from '../data/spans.ts';
import { pathToMap, toMap } from './mercator.ts';
import { LEAST_PIXELS, sizeOf } from './shape-layer.ts';
import type { Palette } from './theme.ts';

export interface Highlights {
  readonly frames: VectorLayer;
  readonly marked: VectorLayer;
  /** Shapes under the pointer or the focus, and the chosen one. */
  mark(hovered: readonly Shape[], selected: Shape | undefined): void;
  /** Areas that the variables ask for. */
  frame(areas: readonly unknown[]): void;
}

export function createHighlights(palette: Palette): Highlights {
  const marked = new VectorSource();
  const framed = new VectorSource();
  const styles = markedStyles(palette);
  return {
    frames: new VectorLayer({ source: framed, style: frameStyles(palette) }),
    marked: new VectorLayer({
      source: marked,
      style: (feature, resolution) =>
        Number(feature.get('size')) < LEAST_PIXELS * resolution ? styles.small : styles.large,
    }),
    mark(hovered, selected) {
      const shapes = new Set(selected === undefined ? hovered : [...hovered, selected]);
      marked.clear(true);
      marked.addFeatures([...shapes].map(featureOf));
    },
    frame(areas) {
      framed.clear(true);
      framed.addFeatures(areas.map(frameOf));
    },
  };
}

function featureOf(shape: Shape): Feature {
  const centre = new Point(toMap(centreOf(shape.bounds)));
  return new Feature({ geometry: outlineOf(shape.drawing), size: sizeOf(shape), centre });
}

function frameOf(area: unknown): Feature {
  const box = boxOf(area);
  return new Feature(outlineOf(cut(box === undefined ? partsOf(area).map(unrolled) : [partOfBox(box)])));
}

function outlineOf({ borders, lines }: Drawing): MultiLineString {
  return new MultiLineString([...borders, ...lines].map(pathToMap));
}

function markedStyles({ halo, accent }: Palette) {
  const centre = (feature: { get(name: string): unknown }) => feature.get('centre') as Point;
  const ring = (color: string, width: number) => new Circle({ radius: 16, stroke: new Stroke({ color, width }) });
  return {
    large: [
      new Style({ stroke: new Stroke({ color: halo, width: 6 }) }),
      new Style({ stroke: new Stroke({ color: accent, width: 3 }) }),
    ],
    small: [
      new Style({ image: ring(halo, 6), geometry: centre }),
      new Style({ image: ring(accent, 3), geometry: centre }),
    ],
  };
}

function frameStyles({ halo, accent }: Palette): Style[] {
  const stroke = new Stroke({ color: accent, width: 1.5, lineDash: [6, 5] });
  return [
    new Style({ stroke: new Stroke({ color: `${halo}b0`, width: 4 }) }),
    new Style({ stroke, fill: new Fill({ color: `${accent}10` }) }),
  ];
}
