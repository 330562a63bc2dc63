import { readFileSync } from 'node:fs';

/** Prints the last run's totals on one line, from the JSON report that vitest writes in CI. */
const report = JSON.parse(readFileSync(new URL('../coverage/tests.json', import.meta.url), 'utf8'));
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = report;
// A file that fails to load has no failed test of its own.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0);
console.log(`${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
