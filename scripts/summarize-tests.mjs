import { readFileSync } from 'node:fs';

/** Prints the totals of the last runs on one line, from the JSON reports that vitest writes in CI. */
const reports = ['tests', 'clients'].map((name) =>
  JSON.parse(readFileSync(new URL(`../coverage/${name}.json`, import.meta.url), 'utf8')),
);
const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
// A file that fails to load has no failed test of its own.
const failed = sum(({ numFailedTests, numFailedTestSuites }) =>
  Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0),
);
const skipped = sum(({ numPendingTests }) => numPendingTests);
const passed = sum(({ numPassedTests }) => numPassedTests);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
