import TileLayer from 'ol/layer/Tile.js';
import XYZ from 'ol/source/XYZ.js';

/** Pictures of a tile server, by `{z}/{x}/{y}`. */
export function createTiles(url: string): TileLayer {
  return new TileLayer({ source: new XYZ({ url, maxZoom: 19 }), className: 'map-tiles' });
}
