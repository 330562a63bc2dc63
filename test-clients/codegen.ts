import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: process.env['ENDPOINT'] ?? '../schema.graphql',
  documents: 'typed/codegen.ts',
  generates: { 'generated/codegen/': { preset: 'client', presetConfig: { persistedDocuments: true } } },
};

export default config;
