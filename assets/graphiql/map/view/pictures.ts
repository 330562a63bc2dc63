import ImageLayer from 'ol/layer/Image.js';
import type OlMap from 'ol/Map.js';
import Static from 'ol/source/ImageStatic.js';
import type { Shape } from '../data/shapes.ts';
import { extentOf } from './mercator.ts';

/** Lays a picture over the box of a footprint, and returns the function that takes it away. */
export function layPicture(map: OlMap, shape: Shape, url: string): () => void {
  const source = new Static({ url, imageExtent: extentOf(shape.bounds), projection: 'EPSG:3857' });
  const layer = new ImageLayer({ source, className: 'map-picture' });
  map.getLayers().insertAt(BELOW_SHAPES, layer);
  return () => void map.removeLayer(layer);
}

/** Above land and graticule. */
const BELOW_SHAPES = 3;
