import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AlephError, type ErrorCodeEntry } from '../aleph/errors.ts';
import { KeyedError, type KeyState } from '../aleph/writes/keyed-error.ts';
import { ERROR_CODES, type ErrorCode, type ServerErrorCode } from './error-codes.ts';

const LONGEST_MESSAGE = 300;
const MOST_ERRORS = 20;

export interface RequestErrorDetails {
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  readonly limit?: { readonly name: string; readonly allowed: number; readonly actual?: number };
  readonly headers?: Readonly<Record<string, string>>;
  /** The number of operations in a batch; the reply is then a list with this error for each. */
  readonly batch?: number;
}

/**
 * A request error of the GraphQL specification: it fails the whole request, and no data is returned. It has no stack
 * trace. Taking one is a tenth of the cost of an error reply, and an overloaded server sends mostly those.
 */
export class RequestError extends Error {
  readonly code: ServerErrorCode;
  readonly retryable: boolean;
  readonly details: RequestErrorDetails;

  constructor(code: ServerErrorCode, message: string, details: RequestErrorDetails = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryable = ERROR_CODES[code].retryable === 'always';
    this.details = details;
  }
}

/** Several request errors of one request. Each is a RequestError, an AlephError, or a GraphQLError around one. */
export class RequestErrors extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super('the operation cannot run');
    this.errors = errors;
  }
}

/** An error that callers see as it is: a plugin of the host made it, or it was mapped before. It has a code. */
export class ShownError extends Error {
  readonly shown: GraphQLError;

  constructor(shown: GraphQLError) {
    super(shown.message);
    this.shown = shown;
  }
}

/** An error as the caller sees it, and as the request log names it. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly graphql: GraphQLFormattedError & Required<Pick<GraphQLFormattedError, 'extensions'>>;
  /** HTTP status and headers, for a request error. */
  readonly http: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  /** Set for an unexpected error: the log names its place in the code. Callers never see it. */
  readonly unforeseen?: Error;
}

/**
 * At most twenty errors, as copies. Errors of a document are cached for all callers and must not carry a request id.
 */
export function publicErrors(
  errors: readonly unknown[],
  requestId: string,
  ofPlacement?: KeyState,
): readonly PublicError[] {
  return errors.slice(0, MOST_ERRORS).map((error) => publicError(error, requestId, ofPlacement));
}

/**
 * Turns any thrown value into the error that callers see. No other function maps internal errors to public ones. An
 * error of a placement also tells the state of its key.
 */
export function publicError(error: unknown, requestId: string, ofPlacement?: KeyState): PublicError {
  const { cause, key = ofPlacement } = causeOf(error);
  const known = describe(cause);
  const described = known ?? INTERNAL;
  const { code, message, extensions } = described;
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  return {
    code,
    graphql: { message: shorten(message), ...place, extensions: { ...(key && { key }), ...extensions, requestId } },
    http: described.http ?? httpOf(described),
    ...(known === undefined ? { unforeseen: cause instanceof Error ? cause : new Error('not an error') } : {}),
  };
}

interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the table of codes does not decide. */
  readonly http?: PublicError['http'];
}

function httpOf({ code, headers, extensions: { retryAfterSeconds } }: Description): PublicError['http'] {
  const { status, challenge }: ErrorCodeEntry = ERROR_CODES[code];
  return {
    status,
    headers: {
      ...headers,
      ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
      ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
    },
  };
}

const INTERNAL: Description = {
  code: 'INTERNAL_ERROR',
  message: 'Unexpected error. Quote the request id to the operator.',
  extensions: { code: 'INTERNAL_ERROR', retryable: false },
};

function describe(cause: unknown): Description | undefined {
  if (cause instanceof AlephError) return describeAlephError(cause);
  if (cause instanceof ShownError) return describeShown(cause.shown);
  if (!(cause instanceof RequestError)) return undefined;
  const { code, message, retryable, details } = cause;
  const { headers = {}, batch, ...rest } = details;
  return { code, message, headers, extensions: { code, retryable, ...rest } };
}

function describeShown({ message, extensions: { http, ...extensions } }: GraphQLError): Description {
  const { status = 400, headers = {} } = { ...(http as Partial<PublicError['http']> | undefined) };
  return { code: extensions['code'] as ErrorCode, message, extensions, http: { status, headers } };
}

function describeAlephError(error: AlephError): Description {
  const { code, message, reason, retryable, retryAfterSeconds, upstream, details, argumentPath, limit } = error;
  const optional = { reason, retryAfterSeconds, details, argumentPath, limit };
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

/** The thrown value inside the wrappers of graphql-js and of placements. */
function causeOf(error: unknown): { readonly cause: unknown; readonly key?: KeyState } {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  return cause instanceof KeyedError ? { cause: cause.cause, key: cause.key } : { cause };
}

function placeOf({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
}

function shorten(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
