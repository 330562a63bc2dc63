import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from './generated/error-codes.ts';

export type { ErrorCode };

/**
 * Codes of this client itself. `NETWORK_ERROR`: no answer came. `INVALID_RESPONSE`: the answer is not GraphQL, such as
 * the page of a proxy. `ROWS_MISSING`: a listing lacks rows, or breaks off. `INVALID_ATTEMPT`: what is to be placed is no
 * attempt of this client.
 */
export type ClientErrorCode = 'NETWORK_ERROR' | 'INVALID_RESPONSE' | 'ROWS_MISSING' | 'INVALID_ATTEMPT';

/** Members of an error that a caller may act on. docs/errors.md explains them. */
export interface FacadeErrorDetails {
  readonly code: ErrorCode | ClientErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** The wrong argument, such as `['dates', 'end']`. */
  readonly argumentPath?: readonly (string | number)[] | undefined;
  /** Quote it to the operator of the server. */
  readonly requestId?: string | undefined;
  /** Every error of the reply. The other members come from the first. */
  readonly errors?: readonly GraphQLFormattedError[];
  /** The fields that did not fail, when only some did. */
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** A request that failed, as a whole or in some of its fields. Branch on `code`, never on the message. */
export class FacadeError extends Error implements FacadeErrorDetails {
  override readonly name = 'FacadeError';
  readonly code: ErrorCode | ClientErrorCode;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly argumentPath: readonly (string | number)[] | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly GraphQLFormattedError[];
  readonly data: unknown;

  constructor(message: string, details: FacadeErrorDetails) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.retryable = details.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.argumentPath = details.argumentPath;
    this.requestId = details.requestId;
    this.errors = details.errors ?? [];
    this.data = details.data;
  }
}

type ErrorList = readonly [GraphQLFormattedError, ...GraphQLFormattedError[]];

/** The errors of a reply as one error. */
export function errorOfReply(errors: ErrorList, data?: unknown): FacadeError {
  const [{ message, extensions }] = errors;
  const { code = 'INVALID_RESPONSE', retryable = false, ...rest } = (extensions ?? {}) as Partial<FacadeError>;
  const { retryAfterSeconds, argumentPath, requestId } = rest;
  const details = { code, retryable, retryAfterSeconds, argumentPath, requestId };
  return new FacadeError(`${code}: ${message}`, { ...details, errors, data });
}

interface ForeignError {
  readonly errors?: unknown;
  readonly graphQLErrors?: unknown;
  readonly response?: { readonly errors?: unknown; readonly data?: unknown };
}

/**
 * An error of graphql-request, Apollo Client or urql as a FacadeError. Any other error comes back as it is.
 */
export function facadeErrorOf(error: unknown): unknown {
  if (error instanceof FacadeError || typeof error !== 'object' || error === null) return error;
  const { response, errors, graphQLErrors } = error as ForeignError;
  const found = response?.errors ?? errors ?? graphQLErrors;
  return isErrorList(found) ? errorOfReply(found, response?.data) : error;
}

export function isErrorList(value: unknown): value is ErrorList {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one?.message === 'string');
}
