import { geometryOfBox } from './drawn.ts';
import { boxOf } from './parts.ts';
import type { Shape } from './shapes.ts';
import { wrap } from './spans.ts';

/** All shapes as one GeoJSON FeatureCollection. Geometries are those of the answer, never wound anew. */
export function featureCollectionOf(shapes: readonly Shape[]) {
  return { type: 'FeatureCollection', features: shapes.map(featureOf) };
}

/** West, south, east and north of a shape, as the server takes them. */
export function bboxOf({ bounds: { west, south, east, north } }: Shape) {
  return [west, south, east > 180 ? wrap(east) : east, north].map((one) => Number(one.toFixed(6)));
}

function featureOf(shape: Shape) {
  const { kind, id, picture: _, ...facts } = shape.facts;
  const said = Object.entries(facts).filter(([, value]) => value !== undefined);
  return {
    type: 'Feature',
    ...(id !== undefined && { id }),
    bbox: bboxOf(shape),
    geometry: geometryOf(shape),
    properties: Object.fromEntries([['kind', kind], ...said]),
  };
}

function geometryOf({ source, isBox }: Shape): unknown {
  const geometries = isBox ? source.map(geometryOfOneBox) : source;
  return geometries.length === 1 ? geometries[0] : { type: 'GeometryCollection', geometries };
}

function geometryOfOneBox(value: unknown): unknown {
  const box = boxOf(value);
  return box && geometryOfBox(box);
}
