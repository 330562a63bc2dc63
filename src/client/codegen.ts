import type { ScalarName } from './generated/graph.ts';

/** The TypeScript type of each scalar, as graphql-codegen takes them. */
export const scalars = {
  BBox: 'aleph-graphql/client#BBox',
  Date: 'string',
  DateTime: 'string',
  Duration: 'string',
  FeatureCollection: 'aleph-graphql/client#FeatureCollection',
  Geometry: 'aleph-graphql/client#Geometry',
  ID: 'string',
  JSONObject: 'Record<string, unknown>',
  URL: 'string',
} as const satisfies Record<ScalarName | 'ID', string>;

/**
 * The `config` of a target in codegen.ts.
 *
 * @example
 * const config: CodegenConfig = {
 *   schema: 'node_modules/aleph-graphql/schema.graphql',
 *   documents: 'src/**\/*.ts',
 *   generates: { 'src/gql/': { preset: 'client', config } },
 * };
 */
export const config = {
  /** A scalar that is missing in `scalars` stops the generation. */
  strictScalars: true,
  useTypeImports: true,
  scalars,
} as const;
