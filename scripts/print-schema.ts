import { readFileSync, writeFileSync } from 'node:fs';
import { printedSchema } from '../src/schema/print.ts';
import { clientFiles } from './client-files.ts';

/** Writes schema.graphql and the files that follow from it; with --check only tells whether they are up to date. */
const printed = printedSchema();
const files = { 'schema.graphql': printed, ...(await clientFiles(printed)) };

for (const [name, text] of Object.entries(files)) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not what src/schema and the examples say. Run: npm run schema`);
    process.exitCode = 1;
  }
}
