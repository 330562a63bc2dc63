import { readFileSync, writeFileSync } from 'node:fs';
import { printedSchema } from '../src/schema/print.ts';

/** Writes schema.graphql; with --check only tells whether it is up to date. */
const file = new URL('../schema.graphql', import.meta.url);
const printed = printedSchema();

if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
} else if (readFileSync(file, 'utf8') !== printed) {
  console.error('schema.graphql is not what src/schema says. Run: npm run schema');
  process.exitCode = 1;
}
