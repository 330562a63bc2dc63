import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql would load twice (CommonJS and ESM), and `instanceof GraphQLError` would fail in tests only.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // A browser beside other tests may take long to draw.
    expect: { poll: { timeout: 15_000 } },
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // One core less by default: of two that is half of what there is.
    maxWorkers: availableParallelism(),
    server: { deps: { inline: [/graphql/, /pothos/, /envelop/] } },
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
