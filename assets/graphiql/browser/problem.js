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

const PICK_SANDBOX =
  'The sandbox knows its own two callers alone: pick one of them under Credentials, then run it again.';

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
const ADVICE_IN_SANDBOX = {
  CREDENTIALS_MISSING: PICK_SANDBOX,
  CREDENTIALS_REJECTED: PICK_SANDBOX,
  TOKEN_EXPIRED: PICK_SANDBOX,
  CONTRACT_NOT_ACCESSIBLE:
    'Run { contracts { id name } }: each of the two callers of the sandbox has contracts of its own.',
  FORBIDDEN: 'This contract of the sandbox does not include it. Use another one, or the other caller in the bar.',
};

const SIGN_IN = /^(CREDENTIALS_|TOKEN_EXPIRED$|AUTH_)/;

/**
 * The errors of a result in words, one problem for each code and reason. Advice that several share is said once.
 *
 * @param {any} result
 * @param {{ isSandbox?: boolean }} [site]
 * @returns {Problem[]}
 */
export function describeProblems(result, { isSandbox = false } = {}) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const error of Array.isArray(result?.errors) ? result.errors : []) {
    const { code = 'ERROR', reason } = error.extensions ?? {};
    const name = [code, reason].filter(Boolean).join(' / ');
    groups.set(name, [...(groups.get(name) ?? []), error]);
  }
  const said = new Set();
  return [...groups].map(([name, errors]) => {
    const { code = 'ERROR', ...extensions } = errors[0].extensions ?? {};
    const advice = adviceOf(code, extensions, isSandbox);
    const isNew = said.size !== said.add(advice).size;
    return {
      code: errors.length === 1 ? name : `${name} × ${errors.length}`,
      message: String(errors[0].message ?? ''),
      advice: isNew ? advice : '',
      more: moreOf(errors),
    };
  });
}

/** Whether the server refused the credentials, so that the operation did not run. */
export function isSignInError(/** @type {any} */ result) {
  const codes = Array.isArray(result?.errors)
    ? result.errors.map((/** @type {any} */ one) => one.extensions?.code)
    : [];
  return result?.data == null && codes.some((/** @type {unknown} */ code) => SIGN_IN.test(String(code)));
}

function moreOf(/** @type {any[]} */ [first, ...others]) {
  const { path, extensions } = first;
  const places = Array.isArray(path) && `at ${path.join('.')}${others.length > 0 ? ` and ${others.length} more` : ''}`;
  const id = extensions?.requestId;
  return [places, id && `request ${id}`].filter(Boolean).join(' · ');
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
 * @param {boolean} isSandbox
 */
function adviceOf(code, { retryable, retryAfterSeconds }, isSandbox) {
  if (retryAfterSeconds) return `Wait ${retryAfterSeconds} s, then run it again.`;
  const known = (isSandbox && ADVICE_IN_SANDBOX[code]) || ADVICE[code];
  if (known) return known;
  if (retryable) return 'Run it again in a moment.';
  return 'Running it again will not help. Quote the request id when you ask for support.';
}
