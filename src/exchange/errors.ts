import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AlephError, type AlephErrorCode } from '../aleph/errors.ts';

/** Codes of this server itself; with the client's they are the closed list that callers may rely on. */
export type ServerErrorCode =
  | 'BAD_REQUEST'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'QUERY_TOO_COMPLEX'
  | 'BATCHING_DISABLED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'NOT_ACCEPTABLE'
  | 'METHOD_NOT_ALLOWED'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_MALFORMED'
  | 'CREDENTIALS_AMBIGUOUS'
  | 'ROUTE_NOT_FOUND'
  | 'CSRF_BLOCKED'
  | 'OVERLOADED'
  | 'SHUTTING_DOWN'
  | 'INTERNAL_ERROR';

export type ErrorCode = AlephErrorCode | ServerErrorCode;

/** HTTP status when an error refuses the whole request. In a field it changes nothing: the rest was answered. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  CREDENTIALS_MISSING: 401,
  CREDENTIALS_REJECTED: 401,
  TOKEN_EXPIRED: 401,
  CSRF_BLOCKED: 403,
  CONTRACT_NOT_ACCESSIBLE: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  AUTH_RATE_LIMITED: 429,
  UPSTREAM_RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UPSTREAM_INVALID_RESPONSE: 502,
  AUTH_UNAVAILABLE: 503,
  UPSTREAM_UNAVAILABLE: 503,
  OVERLOADED: 503,
  SHUTTING_DOWN: 503,
  DEADLINE_EXCEEDED: 504,
  UPSTREAM_TIMEOUT: 504,
};

const WWW_AUTHENTICATE: Partial<Record<ErrorCode, string>> = {
  CREDENTIALS_MISSING: 'Bearer',
  CREDENTIALS_REJECTED: 'Bearer',
  TOKEN_EXPIRED: 'Bearer error="invalid_token"',
};

const LONGEST_MESSAGE = 300;
const MOST_ERRORS = 20;

export interface RequestErrorDetails {
  readonly reason?: string;
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly limit?: { readonly name: string; readonly allowed: number; readonly actual?: number };
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal by this server, before Aleph is asked. It is an answer, and has no stack: to take one down is a tenth of what
 * it costs to refuse, which matters when most requests are.
 */
export class RequestError extends Error {
  readonly code: ServerErrorCode;
  readonly details: RequestErrorDetails;

  constructor(code: ServerErrorCode, message: string, details: RequestErrorDetails = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.details = details;
  }
}

/** Several mistakes that refuse one request; each is a Refusal, an AlephError, or a GraphQLError around one. */
export class RequestErrors extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super('the operation cannot run');
    this.errors = errors;
  }
}

/** An error as the caller sees it, and as the request log names it. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly graphql: GraphQLFormattedError & Required<Pick<GraphQLFormattedError, 'extensions'>>;
  /** HTTP status and headers, for an error that refuses the whole request. */
  readonly http: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  /** Set when nobody foresaw it: its place in the code, for the log alone. */
  readonly unforeseen?: Error;
}

/** At most twenty errors, each made anew: cached ones are shared between callers and must not carry a request id. */
export function publicErrors(errors: readonly unknown[], requestId: string): readonly PublicError[] {
  return errors.slice(0, MOST_ERRORS).map((error) => publicError(error, requestId));
}

/** The only place that knows both the errors below and the ones GraphQL shows. */
export function publicError(error: unknown, requestId: string): PublicError {
  const cause = causeOf(error);
  const known = describe(cause);
  const { code, message, extensions, headers } = known ?? INTERNAL;
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  const retryAfter = extensions.retryAfterSeconds;
  return {
    code,
    graphql: { message: shorten(message), ...place, extensions: { ...extensions, requestId } },
    http: {
      status: STATUSES[code] ?? 400,
      headers: {
        ...headers,
        ...(WWW_AUTHENTICATE[code] === undefined ? {} : { 'WWW-Authenticate': WWW_AUTHENTICATE[code] }),
        ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      },
    },
    ...(known === undefined ? { unforeseen: cause instanceof Error ? cause : new Error('not an error') } : {}),
  };
}

interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions: { readonly code: ErrorCode; readonly retryable: boolean; readonly retryAfterSeconds?: number };
  readonly headers?: Readonly<Record<string, string>>;
}

const INTERNAL: Description = {
  code: 'INTERNAL_ERROR',
  message: 'Unexpected error. Quote the request id to the operator.',
  extensions: { code: 'INTERNAL_ERROR', retryable: false },
};

function describe(cause: unknown): Description | undefined {
  if (cause instanceof AlephError) return describeAlephError(cause);
  if (!(cause instanceof RequestError)) return undefined;
  const { code, message, details } = cause;
  const { headers = {}, retryable = false, ...rest } = details;
  return { code, message, headers, extensions: { code, retryable, ...rest } };
}

function describeAlephError(error: AlephError): Description {
  const { code, message, reason, retryable, retryAfterSeconds, upstream, details, argumentPath } = error;
  const optional = { reason, retryAfterSeconds, details, argumentPath };
  const present = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    code,
    message,
    extensions: {
      code,
      retryable,
      ...Object.fromEntries(present),
      ...(upstream === undefined ? {} : { upstream: { ...upstream, status: upstream.status ?? null } }),
    },
  };
}

/** Through GraphQL's wrappers down to what was thrown. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  return cause;
}

function placeOf({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
}

function shorten(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
