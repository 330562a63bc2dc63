import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

/**
 * Holds the project in the current folder against .dependency-cruiser.mjs: who may import whom in src, and how many files
 * may stand side by side in src and test. To have cruised nothing is a failure too.
 */
const { forbidden, options, doors, rooms, mostFilesInAFolder } = config;
const { output } = await cruise(['src'], { ...options, validate: true, ruleSet: { forbidden } });
const { modules, summary } = output;

const mistakes = [
  ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  ...filesIn('src').flatMap((name) => (doors.includes(name) ? [] : [`only-doors-at-the-root: src/${name}`])),
  ...foldersIn('src').flatMap((name) => (rooms.includes(name) ? [] : [`a-known-room: src/${name}`])),
  ...['src', 'test'].flatMap(crowdedFolders),
  ...(modules.length === 0 ? ['no module was cruised: the layers were not checked'] : []),
];

for (const mistake of mistakes) console.error(mistake);
if (mistakes.length > 0) process.exitCode = 1;
else console.log(`layers hold: ${modules.length} modules, ${summary.totalDependenciesCruised} dependencies`);

function filesIn(folder) {
  return entriesOf(folder).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

function foldersIn(folder) {
  return entriesOf(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function crowdedFolders(folder) {
  const count = filesIn(folder).length;
  const own = count > mostFilesInAFolder ? [`crowded-folder: ${folder} has ${count} files`] : [];
  return [...own, ...foldersIn(folder).flatMap((name) => crowdedFolders(join(folder, name)))];
}

function entriesOf(folder) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}
