import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ['setup.ts'],
    include: ['*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: '../coverage/clients.json' }]] : ['default'],
  },
});
