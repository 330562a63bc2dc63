import type { FeatureCollection, Geometry } from 'geojson';
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/schema.d.ts';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    BBox: readonly [west: number, south: number, east: number, north: number];
    Date: string;
    DateTime: string;
    Duration: string;
    FeatureCollection: FeatureCollection;
    Geometry: Geometry;
    JSONObject: Record<string, unknown>;
    URL: string;
  };
}>();
