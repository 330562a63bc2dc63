/**
 * @typedef {object} Problem
 * @property {string} code
 * @property {string} message
 * @property {string} advice what to do
 * @property {string} more where it happened, what else went wrong, what to quote
 */

const CORRECT_QUERY = 'Correct the query where the editor underlines it, then run it again.';
const ASK_LESS = 'Ask for less at once: fewer contracts or fields, or a smaller first.';
const FILL_BAR = 'Fill in the credentials bar at the top of the page, or sign in to this site. Then run it again.';

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

/**
 * The first error of a result in words; undefined when it has none.
 *
 * @param {any} result
 * @returns {Problem | undefined}
 */
export function describeProblem(result) {
  const errors = Array.isArray(result?.errors) ? result.errors : [];
  const [first] = errors;
  if (!first) return undefined;
  const { code = 'ERROR', reason, requestId } = first.extensions ?? {};
  return {
    code: [code, reason].filter(Boolean).join(' / '),
    message: String(first.message ?? ''),
    advice: adviceOf(code, first.extensions ?? {}),
    more: [
      Array.isArray(first.path) && `at ${first.path.join('.')}`,
      otherErrors(errors.length - 1),
      requestId && `request ${requestId}`,
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/**
 * A request that was not sent, or got no answer that can be read.
 *
 * @param {any} error with a code when it is ours
 * @returns {Problem}
 */
export function describeFailure(error) {
  if (error instanceof TypeError) {
    const advice = 'See whether it still runs, then run the operation again.';
    return { code: 'NOT_ANSWERED', message: 'The server gave no answer.', advice, more: '' };
  }
  const { code = 'NOT_ANSWERED', message } = error;
  return { code, message, advice: ADVICE[code] ?? '', more: '' };
}

/**
 * @param {string} code
 * @param {{ retryable?: boolean, retryAfterSeconds?: number }} extensions
 */
function adviceOf(code, { retryable, retryAfterSeconds }) {
  if (retryAfterSeconds) return `Wait ${retryAfterSeconds} s, then run it again.`;
  const known = ADVICE[code];
  if (known) return known;
  if (retryable) return 'Run it again in a moment.';
  return 'Running it again will not help. Quote the request id when you ask for support.';
}

function otherErrors(/** @type {number} */ count) {
  if (count === 0) return '';
  return count === 1 ? '1 more error in the result' : `${count} more errors in the result`;
}
