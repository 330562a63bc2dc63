import { withoutSecrets } from './redaction.js';

/**
 * @typedef {import('./tabs.js').Operation & { at: number, outcome: string }} PastRun
 */

const KEY = 'aleph:history';
const MOST_RUNS = 50;
const LONGEST_TEXT = 20_000;

/**
 * The last runs of this browser, the newest first. Credentials are removed before a run is kept.
 *
 * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} storage
 * @param {() => string[]} secrets
 */
export function createHistory(storage, secrets) {
  const runs = () => storedRuns(storage);
  return {
    runs,
    clear: () => storage.removeItem(KEY),
    /** Keeps a run. The same operation with the same variables is kept once. */
    note(
      /** @type {import('./tabs.js').Operation} */ { query, variables = '', operationName },
      /** @type {string} */ outcome,
    ) {
      const plain = (/** @type {string} */ text) => withoutSecrets(text, secrets());
      const run = {
        query: plain(query),
        variables: plain(variables),
        operationName: operationName ?? null,
        at: Date.now(),
        outcome,
      };
      if (run.query.length + run.variables.length > LONGEST_TEXT) return;
      const others = runs().filter((other) => other.query !== run.query || other.variables !== run.variables);
      try {
        storage.setItem(KEY, JSON.stringify([run, ...others].slice(0, MOST_RUNS)));
      } catch {
        // A full storage keeps no history.
      }
    },
  };
}

/** @returns {PastRun[]} */
function storedRuns(/** @type {Pick<Storage, 'getItem'>} */ storage) {
  try {
    const runs = JSON.parse(storage.getItem(KEY) ?? '[]');
    return runs.filter(
      (/** @type {any} */ { query, variables, at }) =>
        typeof query === 'string' && typeof variables === 'string' && Number.isFinite(at),
    );
  } catch {
    return [];
  }
}
