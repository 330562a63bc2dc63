import { readFileSync, writeFileSync } from 'node:fs';
import { limitsOf, tableOfErrors, withRow, withTable } from './readme-tables.ts';

/** Writes the rows of README.md that follow from constants; with --check only tells whether they are up to date. */
const file = new URL('../README.md', import.meta.url);
const readme = readFileSync(file, 'utf8');
const withErrors = withTable(readme, 'Errors', tableOfErrors());
const written = limitsOf().reduce((text, row) => withRow(text, 'Limits', row), withErrors);

if (!process.argv.includes('--check')) {
  writeFileSync(file, written);
} else if (readme !== written) {
  console.error('README.md is not what the limits and the error codes in src say. Run: npm run readme');
  process.exitCode = 1;
}
