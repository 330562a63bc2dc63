/** The parts of Aleph a call can go to; each has its own failures. */
export type Service = 'auth' | 'contracts' | 'products' | 'tasking' | 'archive' | 'stac' | 'orders' | 'delivery';

export type AlephErrorCode =
  | 'BAD_USER_INPUT'
  | 'CREDENTIALS_REJECTED'
  | 'TOKEN_EXPIRED'
  | 'AUTH_RATE_LIMITED'
  | 'AUTH_UNAVAILABLE'
  | 'CONTRACT_NOT_ACCESSIBLE'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'UPSTREAM_BAD_REQUEST'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'BUDGET_EXCEEDED'
  | 'DEADLINE_EXCEEDED'
  | 'CANCELLED';

/** Where the failing call went. `status` is absent when no answer came. */
export interface UpstreamTrace {
  readonly service: Service;
  readonly status?: number | undefined;
  readonly attempts: number;
}

export interface AlephErrorDetails {
  /** Finer than the code, upper case, may grow: RESET, SHAPE, REDIRECT, … */
  readonly reason?: string | undefined;
  /** Whether the same call may succeed later. Default false. */
  readonly retryable?: boolean | undefined;
  /** Whole seconds, 1 to 3600, only when Aleph named a time. */
  readonly retryAfterSeconds?: number | undefined;
  readonly upstream?: UpstreamTrace | undefined;
  /** Aleph's own words on a refused input: field and text, bounded and cleaned. */
  readonly details?: readonly string[] | undefined;
  /** Where in the caller's arguments the mistake is, e.g. ["dates", "end"]. */
  readonly argumentPath?: readonly (string | number)[] | undefined;
}

/**
 * The one error of this client. Branch on `code`, never on the text. It carries no URL, header, body,
 * token or secret, and no cause: what it says may be shown to the caller.
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

  constructor(code: AlephErrorCode, message: string, init: AlephErrorDetails = {}) {
    super(message);
    this.code = code;
    this.reason = init.reason;
    this.retryable = init.retryable ?? false;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.upstream = init.upstream;
    this.details = init.details;
    this.argumentPath = init.argumentPath;
  }
}

/** A mistake in the caller's input. The message must not repeat the value: it may be a secret in the wrong place. */
export function badInput(argumentPath: readonly (string | number)[], message: string): AlephError {
  return new AlephError('BAD_USER_INPUT', message, { argumentPath });
}

/** What a read by id found; undefined when Aleph knows nothing by that id. */
export async function absentWhenNotFound<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AlephError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
