import { readdirSync, readFileSync } from 'node:fs';
import { longSentencesIn, longSentencesOfSchema, MOST_WORDS } from './sentences.ts';

/** Fails for a sentence that is too long, in the documentation or in a description of the schema. */
const root = new URL('../', import.meta.url);
const FOLDERS = ['docs', 'bench', 'examples'];
const inFolders = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
);
const pages = [...readdirSync(root), ...inFolders].filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md');
const textOf = (page: string) => readFileSync(new URL(page, root), 'utf8');

const found = [
  ...pages.flatMap((page) => longSentencesIn(textOf(page)).map((sentence) => `${page}: ${sentence}`)),
  ...longSentencesOfSchema(textOf('schema.graphql')).map((sentence) => `schema.graphql: ${sentence}`),
];
for (const sentence of found) console.error(sentence);
if (found.length > 0) {
  console.error(`${found.length} sentences have over ${MOST_WORDS} words. Split them.`);
  process.exitCode = 1;
}
