import { readFileSync, writeFileSync } from 'node:fs';
import { limitsOf, tableOfErrors, typeOfErrorCodes, withRow, withTable } from './tables.ts';

/** Writes all that follows from constants in src; with --check only tells whether they are up to date. */
const PAGES: Readonly<Record<string, (page: string) => string>> = {
  'docs/errors.md': (page) => withTable(page, 'Codes', tableOfErrors()),
  'docs/operating.md': (page) => limitsOf().reduce((text, row) => withRow(text, 'Limits', row), page),
  'src/client/generated/error-codes.ts': typeOfErrorCodes,
};

for (const [name, write] of Object.entries(PAGES)) {
  const file = new URL(`../${name}`, import.meta.url);
  const page = readFileSync(file, 'utf8');
  const written = write(page);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, written);
  } else if (page !== written) {
    console.error(`${name} is not what the limits and the error codes in src say. Run: npm run tables`);
    process.exitCode = 1;
  }
}
