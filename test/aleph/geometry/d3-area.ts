import { geoArea, geoIdentity, geoStream } from 'd3-geo';
import type { Polygon } from 'geojson';
import { type Place, type Shape, signedArea } from '../../support/inputs/shapes.ts';

/** An area by d3-geo in steradians; the tolerance bounds its distance from the same area with straight edges. */
export interface D3Area {
  readonly steradians: number;
  readonly tolerance: number;
}

/** In degrees; east of 180 where it crosses the antimeridian. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** Great circles for each straight edge. */
const STEPS = 128;
const RADIANS = Math.PI / 180;

/**
 * The areas of shapes, added up. Edges of d3-geo are great circles, and ours are straight in longitude and latitude
 * [RFC 7946 §3.1.1]. So each of ours becomes many short great circles.
 *
 * The tolerance is the area between the two kinds of edge. A great circle bends by φ″ = −sin φ cos φ − 2 tan φ φ′². A short
 * arc and its chord enclose a twelfth of the bend times the cube of the width, on the sphere times cos φ. That is
 * |sin φ| (cos² φ Δλ² + 2 Δφ²) Δλ / 12, and at most h² Δλ / 6 where neither Δλ nor Δφ exceeds h. At the poles it is equal.
 */
export function d3AreaOf(shapes: readonly Shape[], steps = STEPS): D3Area {
  const areas = shapes.map((shape) => geoArea(polygonForD3(shape.map((ring) => divided(ring, steps)))));
  return { steradians: sum(areas), tolerance: sum(shapes.flat().map((ring) => toleranceOf(ring, steps))) };
}

/** The area that a shape and a box share, cut by d3-geo. The box is narrower than half the globe. */
export function d3AreaIn(box: Box, shape: Shape): D3Area {
  const rings = cutByD3(polygonForD3(shape), box);
  const coordinates = rings.map((ring) => closed(divided(ring, STEPS)));
  const steradians = geoArea({ type: 'Polygon', coordinates });
  return {
    // d3-geo takes an area rounded to less than nothing for the rest of the globe.
    steradians: steradians > 3 * Math.PI ? steradians - 4 * Math.PI : steradians,
    tolerance: sum(rings.map((ring) => toleranceOf(ring, STEPS))),
  };
}

/** d3-geo cuts on a screen, where y grows downwards: otherwise the rings that it adds run the wrong way round. */
function cutByD3(polygon: Polygon, [west, south, east, north]: Box): readonly Place[][] {
  const rings: Place[][] = [];
  const sink = {
    point: (lon: number, y: number) => void rings.at(-1)?.push([lon, -y]),
    lineStart: () => void rings.push([]),
    lineEnd: () => undefined,
    polygonStart: () => undefined,
    polygonEnd: () => undefined,
  };
  const extent: [[number, number], [number, number]] = [
    [west, -north],
    [east, -south],
  ];
  geoStream(polygon, geoIdentity().reflectY(true).clipExtent(extent).stream(sink));
  return rings;
}

/** Outer rings clockwise and holes counter-clockwise, the reverse of RFC 7946. */
function polygonForD3(shape: Shape): Polygon {
  const coordinates = shape.map((ring, index) => {
    const isClockwise = signedArea(closed(ring)) < 0;
    return closed(isClockwise === (index === 0) ? ring : ring.toReversed());
  });
  return { type: 'Polygon', coordinates };
}

function closed(ring: Shape[number]): [number, number][] {
  return [...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat]);
}

function divided(ring: Shape[number], steps: number): Shape[number] {
  return edgesOf(ring).flatMap(([[lon, lat], [toLon, toLat]]) =>
    Array.from({ length: steps }, (_, step): Place => {
      const share = step / steps;
      return [lon + (toLon - lon) * share, lat + (toLat - lat) * share];
    }),
  );
}

function toleranceOf(ring: Shape[number], steps: number): number {
  const ofEdges = edgesOf(ring).map(([[lon, lat], [toLon, toLat]]) => {
    const width = Math.abs(toLon - lon) * RADIANS;
    const height = Math.abs(toLat - lat) * RADIANS;
    return ((Math.max(width, height) / steps) ** 2 * width) / 6;
  });
  return sum(ofEdges);
}

function edgesOf(ring: Shape[number]): readonly (readonly [Place, Place])[] {
  return ring.map((place, index) => [place, ring[(index + 1) % ring.length] ?? place] as const);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
