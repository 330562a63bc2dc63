import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

/** Cruises src, or the folders named, by the rules of .dependency-cruiser.mjs. An empty cruise is a failure too. */
const folders = process.argv.slice(2);
const { output } = await cruise(folders.length > 0 ? folders : ['src'], {
  ...config.options,
  validate: true,
  ruleSet: config,
});
const { modules, summary } = output;

for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
if (modules.length === 0) console.error('no module was cruised: the layers were not checked');
if (modules.length === 0 || summary.error > 0) process.exitCode = 1;
else console.log(`layers hold: ${modules.length} modules, ${summary.totalDependenciesCruised} dependencies`);
