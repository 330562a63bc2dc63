import { readdirSync, readFileSync } from 'node:fs';

const DIRECTORY = new URL('examples/operations/', import.meta.resolve('#root/package.json'));

/** The example operations in the order of their file names, one document each. */
export function readExamples(): readonly string[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, DIRECTORY), 'utf8'));
}
