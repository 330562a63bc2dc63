import Feature from 'ol/Feature.js';
import type Geometry from 'ol/geom/Geometry.js';
import GeometryCollection from 'ol/geom/GeometryCollection.js';
import MultiLineString from 'ol/geom/MultiLineString.js';
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import VectorImageLayer from 'ol/layer/VectorImage.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { Drawing } from '../data/antimeridian.ts';
import { colorClassOf } from '../data/colors.ts';
import type { Shape } from '../data/shapes.ts';
import { pathToMap, WORLD_WIDTH } from './mercator.ts';
import type { Palette } from './theme.ts';

/** Pixels below which a shape is a dot, not an outline. */
export const LEAST_PIXELS = 7;

export interface ShapeLayer {
  readonly layer: VectorImageLayer;
  show(shapes: readonly Shape[], palette: Palette): void;
}

/** Outlines of all shapes in one picture, so that a pan moves the picture alone. */
export function createShapeLayer(): ShapeLayer {
  const source = new VectorSource();
  const layer = new VectorImageLayer({ source, imageRatio: 2 });
  return {
    layer,
    show(shapes, palette) {
      const styles = new Map<string, readonly Style[]>();
      layer.setStyle((feature, resolution) => {
        if (Number(feature.get('size')) < LEAST_PIXELS * resolution) return undefined;
        const color = String(feature.get('color'));
        const isCut = feature.get('borders') !== undefined;
        const isFilled = feature.get('isFilled') === true;
        const key = `${color} ${isCut} ${isFilled}`;
        if (!styles.has(key)) styles.set(key, stylesOf(color, isCut, isFilled));
        return [...(styles.get(key) ?? [])];
      });
      source.clear(true);
      const filled = topmost(shapes);
      source.addFeatures(newestLast(shapes).map((shape) => featureOf(shape, palette, filled.has(shape))));
    },
  };
}

/** Areas and lines of a drawing in map units; points are marks. */
function geometryOf({ areas, lines }: Drawing): Geometry {
  const polygons = new MultiPolygon(areas.map((rings) => rings.map(pathToMap)));
  return lines.length === 0 ? polygons : new GeometryCollection([polygons, new MultiLineString(lines.map(pathToMap))]);
}

/** The longer side of a shape in map units. */
export function sizeOf({ drawing, bounds }: Shape, geometry = geometryOf(drawing)): number {
  if (geometry.getType() === 'MultiPolygon' && (geometry as MultiPolygon).getCoordinates().length === 0) return 0;
  const [, south = 0, , north = 0] = geometry.getExtent();
  return Math.max(((bounds.east - bounds.west) / 360) * WORLD_WIDTH, north - south);
}

function featureOf(shape: Shape, palette: Palette, isFilled: boolean): Feature {
  const { drawing, facts } = shape;
  const geometry = geometryOf(drawing);
  const borders = drawing.isCut ? new MultiLineString(drawing.borders.map(pathToMap)) : undefined;
  const { color } = colorClassOf(facts, palette.name);
  return new Feature({ geometry, borders, color, shape, isFilled, size: sizeOf(shape, geometry) });
}

function stylesOf(color: string, isCut: boolean, isFilled: boolean): readonly Style[] {
  // A clear fill keeps the inside of a shape open to the pointer.
  const fill = new Fill({ color: isFilled ? `${color}2e` : `${color}00` });
  const stroke = new Stroke({ color, width: 1.5 });
  if (!isCut) return [new Style({ fill, stroke })];
  return [new Style({ fill }), new Style({ stroke, geometry: (feature) => feature.get('borders') as MultiLineString })];
}

/** The newest of the shapes that lie on each other. The fill of each would add up to mud. */
function topmost(shapes: readonly Shape[]): ReadonlySet<Shape> {
  const byPlace = new Map(
    newestLast(shapes).map((shape) => [
      Object.values(shape.bounds)
        .map((one) => one.toFixed(2))
        .join(),
      shape,
    ]),
  );
  return new Set(byPlace.values());
}

/** OpenLayers draws in the order in which features were made. */
function newestLast(shapes: readonly Shape[]): readonly Shape[] {
  const timeOf = ({ facts }: Shape) => facts.time ?? '';
  return shapes.toSorted((one, other) => timeOf(one).localeCompare(timeOf(other)));
}
