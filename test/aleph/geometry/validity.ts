import type { Geometry } from 'geojson';
import GeometryFactory from 'jsts/org/locationtech/jts/geom/GeometryFactory.js';
import GeoJSONReader from 'jsts/org/locationtech/jts/io/GeoJSONReader.js';
import IsValidOp from 'jsts/org/locationtech/jts/operation/valid/IsValidOp.js';

const reader = new GeoJSONReader(new GeometryFactory());

/** Whether a geometry is valid for JTS: rings are closed and do not cross, holes lie inside, no edge is shared. */
export function isValid(geometry: Geometry): boolean {
  return IsValidOp.isValid(reader.read(geometry));
}
