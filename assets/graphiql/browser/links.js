import { withoutSecrets } from './redaction.js';

/** @typedef {import('./tabs.js').Operation} Operation */

/** Longer texts would be cut by servers on the way. */
const LONGEST_LINK = 8_000;

/**
 * The operation of a link to the page; undefined without one. Variables that are no JSON stay as they are.
 *
 * @param {string} search
 * @returns {Operation | undefined}
 */
export function linkedOperation(search) {
  const parameters = new URLSearchParams(search);
  const query = parameters.get('query');
  if (!query?.trim()) return undefined;
  const operationName = parameters.get('operationName');
  return {
    query,
    variables: tidyJson(parameters.get('variables') ?? ''),
    ...(operationName && /^[_A-Za-z]\w*$/.test(operationName) && { operationName }),
  };
}

/**
 * A link that opens the operation in a tab of its own; undefined where it would be too long to travel.
 *
 * @param {string} page
 * @param {Operation} operation
 * @param {string[]} secrets
 */
export function linkTo(page, { query, variables, operationName }, secrets) {
  const url = new URL(page);
  url.search = url.hash = '';
  url.searchParams.set('query', withoutSecrets(query, secrets));
  if (variables?.trim()) url.searchParams.set('variables', withoutSecrets(compactJson(variables), secrets));
  if (operationName) url.searchParams.set('operationName', operationName);
  return url.href.length > LONGEST_LINK ? undefined : url.href;
}

function tidyJson(/** @type {string} */ text) {
  return rewritten(text, 2);
}

function compactJson(/** @type {string} */ text) {
  return rewritten(text, 0);
}

/** @param {string} text @param {number} spaces */
function rewritten(text, spaces) {
  try {
    const value = JSON.parse(text);
    // JavaScript would round a longer number.
    return /\d{16}/.test(text) ? text : JSON.stringify(value, null, spaces);
  } catch {
    return text;
  }
}
