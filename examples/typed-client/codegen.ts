import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: '*.ts',
  generates: {
    './generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        importExtension: '.ts',
        useTypeImports: true,
        // A scalar that is added to the schema and missing here stops the generation.
        strictScalars: true,
        scalars: {
          BBox: 'readonly [west: number, south: number, east: number, north: number]',
          Date: 'string',
          DateTime: 'string',
          Duration: 'string',
          FeatureCollection: 'geojson#FeatureCollection',
          Geometry: 'geojson#Geometry',
          ID: 'string',
          JSONObject: 'Record<string, unknown>',
          URL: 'string',
        },
      },
    },
  },
};

// biome-ignore lint/style/noDefaultExport: graphql-codegen reads it
export default config;
