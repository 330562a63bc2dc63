import type { Complaint } from './transport/complaints.ts';

/** The parts of Aleph that a call can go to. Each has a circuit breaker of its own. */
export type Service = 'auth' | 'contracts' | 'products' | 'tasking' | 'archive' | 'stac' | 'orders' | 'delivery';

/** Properties of an error code. */
export interface ErrorCodeEntry {
  /** A failed operation has no data at all. A failed read leaves the other reads of its operation intact. */
  readonly fails: 'operation' | 'read' | 'either';
  /** HTTP status of a reply with this error alone. */
  readonly status: number;
  /** Its WWW-Authenticate header, which a reply with status 401 must have. */
  readonly challenge?: string;
  /** Whether the same request may succeed later. For `depends`, each error has its own answer. */
  readonly retryable: 'always' | 'never' | 'depends';
  /** For the caller, in a few words. Markdown. */
  readonly advice: string;
}

const WAIT = 'wait, and send it again';
const WAIT_WITH_KEY = 'wait, and send it again with the same key';

/** The closed list of this client's codes. The type, the HTTP statuses and the table in docs/errors.md follow from it. */
export const ALEPH_ERROR_CODES = {
  BAD_USER_INPUT: {
    fails: 'either',
    status: 400,
    retryable: 'never',
    advice: 'correct the argument at `argumentPath`',
  },
  CREDENTIALS_REJECTED: {
    fails: 'either',
    status: 401,
    challenge: 'Bearer',
    retryable: 'never',
    advice: 'check the pair',
  },
  TOKEN_EXPIRED: {
    fails: 'either',
    status: 401,
    challenge: 'Bearer error="invalid_token"',
    retryable: 'never',
    advice: 'get a new token',
  },
  AUTH_RATE_LIMITED: { fails: 'either', status: 429, retryable: 'always', advice: WAIT },
  AUTH_UNAVAILABLE: { fails: 'either', status: 503, retryable: 'depends', advice: WAIT },
  DEADLINE_EXCEEDED: {
    fails: 'either',
    status: 504,
    retryable: 'always',
    advice: 'send it again; if it fails again, ask for less',
  },
  CANCELLED: {
    fails: 'operation',
    status: 499,
    retryable: 'never',
    advice: 'none: the client left, and only the log has this code',
  },
  CONTRACT_NOT_ACCESSIBLE: {
    fails: 'read',
    status: 403,
    retryable: 'never',
    advice: 'use another contract, or ask for the rights',
  },
  FORBIDDEN: { fails: 'read', status: 403, retryable: 'never', advice: 'use another contract, or ask for the rights' },
  BUDGET_EXCEEDED: {
    fails: 'read',
    status: 400,
    retryable: 'never',
    advice: 'ask for fewer contracts or fields',
  },
  NOT_FOUND: {
    fails: 'read',
    status: 404,
    retryable: 'never',
    advice: 'check the id: Aleph has no object with it',
  },
  UPSTREAM_BAD_REQUEST: { fails: 'read', status: 400, retryable: 'never', advice: 'see `details`' },
  STORE_UNAVAILABLE: { fails: 'read', status: 503, retryable: 'always', advice: WAIT_WITH_KEY },
  RATE_LIMITED: { fails: 'read', status: 429, retryable: 'always', advice: WAIT_WITH_KEY },
  IDEMPOTENCY_KEY_REUSED: {
    fails: 'read',
    status: 400,
    retryable: 'never',
    advice: 'make a new key for another input',
  },
  CONFLICT: { fails: 'read', status: 400, retryable: 'always', advice: WAIT },
  UPSTREAM_RATE_LIMITED: { fails: 'read', status: 429, retryable: 'always', advice: WAIT },
  UPSTREAM_TIMEOUT: { fails: 'read', status: 504, retryable: 'always', advice: WAIT },
  UPSTREAM_UNAVAILABLE: { fails: 'read', status: 503, retryable: 'depends', advice: WAIT },
  UPSTREAM_INVALID_RESPONSE: {
    fails: 'read',
    status: 502,
    retryable: 'depends',
    advice: 'quote the request id; for `TOO_LARGE`, ask for less',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

/**
 * A code of AlephError.
 *
 * @example
 * const worthARetry: readonly AlephErrorCode[] = ['UPSTREAM_TIMEOUT', 'UPSTREAM_RATE_LIMITED'];
 */
export type AlephErrorCode = keyof typeof ALEPH_ERROR_CODES;

/** The failing call. `status` is absent when no answer came. */
export interface UpstreamTrace {
  readonly service: Service;
  readonly status?: number | undefined;
  readonly attempts: number;
}

export interface AlephErrorDetails {
  /** Finer than the code, upper case, may grow: RESET, SHAPE, REDIRECT, … */
  readonly reason?: string | undefined;
  /** Whether the same call may succeed later. By default the table of codes decides, and `depends` means false. */
  readonly retryable?: boolean | undefined;
  /** Whole seconds, 1 to 3600, only when Aleph named a time. */
  readonly retryAfterSeconds?: number | undefined;
  readonly upstream?: UpstreamTrace | undefined;
  /** Aleph's message on a rejected input: field and text, bounded and cleaned. */
  readonly details?: readonly string[] | undefined;
  /** The wrong argument, e.g. ["dates", "end"]. */
  readonly argumentPath?: readonly (string | number)[] | undefined;
  /** The same by the members of the answer, for whoever maps them back to an input. */
  readonly complaints?: readonly Complaint[] | undefined;
  /** A limit of this server that was reached. */
  readonly limit?: { readonly name: string; readonly allowed: number } | undefined;
}

/**
 * The one error of this client. Branch on `code`, never on the text. It carries no URL, header, body, token, secret or
 * cause, so its message may be shown to the caller.
 *
 * @example
 * try {
 *   await client.listContracts();
 * } catch (error) {
 *   if (!(error instanceof AlephError) || error.code !== 'UPSTREAM_RATE_LIMITED') throw error;
 *   console.log(`Try again in ${error.retryAfterSeconds ?? 1} s.`);
 * }
 */
export class AlephError extends Error {
  override readonly name = 'AlephError';
  readonly code: AlephErrorCode;
  readonly reason: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly upstream: UpstreamTrace | undefined;
  readonly details: readonly string[] | undefined;
  readonly argumentPath: readonly (string | number)[] | undefined;
  readonly complaints: readonly Complaint[] | undefined;
  readonly limit: AlephErrorDetails['limit'];

  constructor(code: AlephErrorCode, message: string, init: AlephErrorDetails = {}) {
    super(message);
    this.code = code;
    this.reason = init.reason;
    this.retryable = init.retryable ?? ALEPH_ERROR_CODES[code].retryable === 'always';
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.upstream = init.upstream;
    this.details = init.details;
    this.argumentPath = init.argumentPath;
    this.complaints = init.complaints;
    this.limit = init.limit;
  }
}

/** A mistake in the caller's input. The message must not repeat the value: it may be a secret in the wrong place. */
export function badInput(argumentPath: readonly (string | number)[], message: string): AlephError {
  return new AlephError('BAD_USER_INPUT', message, { argumentPath });
}

/** The result of a read by id; undefined when Aleph has nothing by that id. */
export async function absentWhenNotFound<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AlephError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
