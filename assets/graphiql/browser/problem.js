/**
 * @typedef {object} Group errors with the same code
 * @property {string} code with its reason
 * @property {string} message that of the first
 * @property {number} count
 *
 * @typedef {object} Problem
 * @property {Group[]} errors
 * @property {string[]} advice what to do, each said once
 * @property {string} more where it happened, what to quote
 * @property {boolean} isSignIn whether nothing was read, since nobody was signed in
 */

const CORRECT_QUERY = 'Correct the query where the editor underlines it, then run it again.';
const ASK_LESS = 'Ask for less at once: fewer contracts or fields, or a smaller first.';
const FILL_BAR = 'Fill in the credentials bar at the top of the page, or sign in to this site. Then run it again.';
const USE_SANDBOX = 'The sandbox stands behind this server: choose its credentials in the bar, then run it again.';

/** @type {Record<string, string>} */
const ADVICE = {
  CREDENTIALS_MISSING: FILL_BAR,
  CREDENTIALS_MALFORMED: 'Paste the credentials into the bar again, exactly as they were issued.',
  CREDENTIALS_AMBIGUOUS: 'Send one form of credentials only: the pair or the token.',
  CREDENTIALS_REJECTED: 'See that the credentials in the bar are whole and belong to this server’s upstream.',
  TOKEN_EXPIRED: 'Get a new access token and paste it into the bar.',
  CONTRACT_NOT_ACCESSIBLE: 'Run { contracts { id name } } to see which contracts these credentials may use.',
  FORBIDDEN: 'Use a contract that includes this, or ask Satellogic to add it to yours.',
  GRAPHQL_PARSE_FAILED: CORRECT_QUERY,
  GRAPHQL_VALIDATION_FAILED: CORRECT_QUERY,
  OPERATION_RESOLUTION_FAILURE: 'Put the cursor into the operation to run, or pick it from the play button’s menu.',
  BAD_USER_INPUT: 'Correct the value and run it again; the field’s documentation says what it takes.',
  UPSTREAM_BAD_REQUEST: 'Correct the value and run it again.',
  QUERY_TOO_COMPLEX: ASK_LESS,
  BUDGET_EXCEEDED: ASK_LESS,
  DEADLINE_EXCEEDED: ASK_LESS,
  PAYLOAD_TOO_LARGE: 'Send a shorter query or smaller variables.',
  WRITE_OUTCOME_UNKNOWN: 'Look whether it exists before you try again: a second attempt may order twice.',
};

/** @type {Record<string, string>} */
const SANDBOX_ADVICE = {
  CREDENTIALS_MISSING: USE_SANDBOX,
  CREDENTIALS_REJECTED: USE_SANDBOX,
  TOKEN_EXPIRED: USE_SANDBOX,
  CONTRACT_NOT_ACCESSIBLE:
    'Run { contracts { id name } } to see which contracts of the sandbox these credentials may use.',
};
/** Unknown codes of one answer rarely need more. */
const MOST_GROUPS = 5;

/**
 * The errors of a result in words, by code; undefined when it has none.
 *
 * @param {any} result
 * @param {boolean} [isSandbox] whether the sandbox stands behind the server
 * @returns {Problem | undefined}
 */
export function describeProblem(result, isSandbox = false) {
  /** @type {any[]} */
  const errors = (Array.isArray(result?.errors) ? result.errors : []).filter(Boolean);
  const [first] = errors;
  if (!first) return undefined;
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const error of errors) {
    const group = groups.get(codeOf(error));
    if (group) group.push(error);
    else groups.set(codeOf(error), [error]);
  }
  const shown = [...groups].slice(0, MOST_GROUPS);
  const advice = shown.map(([, group]) => adviceOf(group[0].extensions ?? {}, isSandbox));
  return {
    errors: shown.map(([code, group]) => ({ code, message: String(group[0].message ?? ''), count: group.length })),
    advice: [...new Set(advice)],
    more: [
      Array.isArray(first.path) && `${errors.length > 1 ? 'first ' : ''}at ${first.path.join('.')}`,
      groups.size > MOST_GROUPS && `${groups.size - MOST_GROUPS} more codes in the result`,
      first.extensions?.requestId && `request ${first.extensions.requestId}`,
    ]
      .filter(Boolean)
      .join(' · '),
    isSignIn: errors.some(isSignInError),
  };
}

/** The code of a group, with its count where it has more than one error. */
export function failureOf(/** @type {Group} */ { code, count }) {
  return count === 1 ? code : `${code} × ${count}`;
}

/**
 * A request that was not sent, or got no answer that can be read.
 *
 * @param {any} error with a code when it is ours
 * @returns {Problem}
 */
export function describeFailure(error) {
  if (error instanceof TypeError) {
    return problemOf('NOT_ANSWERED', 'The server gave no answer.', 'See whether it still runs, then run it again.');
  }
  const { code = 'NOT_ANSWERED', message } = error;
  return problemOf(code, message, ADVICE[code]);
}

/**
 * @param {string} code
 * @param {string} message
 * @param {string} [advice]
 * @returns {Problem}
 */
export function problemOf(code, message, advice) {
  return { errors: [{ code, message, count: 1 }], advice: advice ? [advice] : [], more: '', isSignIn: false };
}

function codeOf(/** @type {any} */ { extensions }) {
  return [extensions?.code ?? 'ERROR', extensions?.reason].filter(Boolean).join(' / ');
}

function isSignInError(/** @type {any} */ { extensions }) {
  return /^(CREDENTIALS_|TOKEN_EXPIRED$|AUTH_)/.test(extensions?.code ?? '');
}

/**
 * @param {{ code?: string, retryable?: boolean, retryAfterSeconds?: number }} extensions
 * @param {boolean} isSandbox
 */
function adviceOf({ code = 'ERROR', retryable, retryAfterSeconds }, isSandbox) {
  if (retryAfterSeconds) return `Wait ${retryAfterSeconds} s, then run it again.`;
  const known = (isSandbox && SANDBOX_ADVICE[code]) || ADVICE[code];
  if (known) return known;
  if (retryable) return 'Run it again in a moment.';
  return 'Running it again will not help. Quote the request id when you ask for support.';
}
