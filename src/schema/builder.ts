import SchemaBuilder from '@pothos/core';
import type { FeatureCollection, Geometry } from 'geojson';
import type { BBox, JsonObject } from '../aleph/values/wire.ts';
import type { Context } from '../resolvers/context.ts';

/** Every scalar of the schema with its TypeScript form: text for dates, GeoJSON objects, a 4-tuple for boxes. */
export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    BBox: { Input: BBox; Output: BBox };
    Geometry: { Input: Geometry; Output: Geometry };
    FeatureCollection: { Input: FeatureCollection; Output: FeatureCollection<Geometry | null> };
    Duration: { Input: string; Output: string };
    URL: { Input: string; Output: string };
    JSONObject: { Input: JsonObject; Output: JsonObject };
  };
}

/**
 * Fields are non-null by default. A field that costs a call to Aleph must be nullable, so that its failure nulls no
 * parent.
 */
export const builder = new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false });

builder.queryType({ description: 'Everything that the credentials of the request may read.' });

builder.mutationType({
  description:
    'Writes. They are refused with MUTATIONS_DISABLED unless ENABLE_MUTATIONS=true. One field per operation, by POST only. An entry in `errors` means that this request placed nothing. What happened after a write left is told in `outcome`.',
});
