import type * as geojson from 'geojson';
import { isScalarType, isSpecifiedScalarType } from 'graphql';
import { expect, expectTypeOf, test } from 'vitest';
import { possibleTypes, resolvers, typePolicies } from '../../src/client/cache.ts';
import { config, scalars } from '../../src/client/codegen.ts';
import type { EverythingQueryVariables, FeatureCollection, Geometry, ReceiptQuery } from '../../src/client/index.ts';
import { schema } from '../../src/schema/index.ts';

test('the scalars for graphql-codegen are those of the schema', () => {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(Object.keys(scalars).sort()).toEqual([...own.map(({ name }) => name), 'ID'].sort());
  expect(config.scalars).toBe(scalars);
});

test('the caches are told of every node type and every connection', () => {
  expect(possibleTypes['Node']).toEqual(schema.getImplementations(schema.getType('Node') as never).objects.map(String));
  const merged = typePolicies((keyArgs) => ({ keyArgs }));
  expect(merged['Contract']?.fields).toMatchObject({
    tasks: { keyArgs: ['filter'] },
    archiveSearch: { keyArgs: ['bbox', 'dates', 'collections', 'filter'] },
    taskingProducts: { merge: false },
  });
  expect(merged['Capture']?.fields?.['items']).toEqual({ keyArgs: false });
  expect(Object.keys(resolvers(() => 'paged')['StacCollection'] ?? {})).toEqual(['items']);
});

// tsc decides, in npm run check.
test('GeoJSON types of the client and of @types/geojson stand in for each other', () => {
  expectTypeOf<Geometry>().toExtend<geojson.Geometry>();
  expectTypeOf<geojson.Geometry>().toExtend<Geometry>();
  const ours: FeatureCollection = { type: 'FeatureCollection', features: [] };
  const theirs: geojson.FeatureCollection = ours;
  const again: FeatureCollection = theirs;
  expect(again).toBe(ours);
  type Contract = NonNullable<ReceiptQuery['contracts']>[number];
  expectTypeOf<NonNullable<Contract['map']>['featureCollection']>().toEqualTypeOf<FeatureCollection>();
  expectTypeOf<EverythingQueryVariables['from']>().toEqualTypeOf<string | null | undefined>();
});
