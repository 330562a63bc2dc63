import type { CodegenConfig } from '@graphql-codegen/cli';
import { config as ours } from 'aleph-graphql/codegen';

const config: CodegenConfig = {
  schema: process.env['ENDPOINT'] ?? '../schema.graphql',
  documents: 'typed/codegen.ts',
  generates: {
    'generated/codegen/': { preset: 'client', presetConfig: { persistedDocuments: true } },
    'generated/shipped/': { preset: 'client', documents: '../examples/operations/*.graphql', config: ours },
  },
};

export default config;
