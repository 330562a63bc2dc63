import { ALEPH_ERROR_CODES, type AlephErrorCode, type ErrorCodeEntry } from '../aleph/errors.ts';

const MEND_DOCUMENT = 'correct the document';
const SEND_JSON = 'send a POST of `application/json`';
const SEND_CREDENTIALS = 'send one of the three forms of credentials';
const SEND_TEXT = 'send the document as `query`';
const WAIT = 'wait as `Retry-After` says, and send it again';
const requestError = { fails: 'operation', status: 400, retryable: 'never' } as const;

/**
 * The codes of this server itself. `retryable` is never 'depends' here, because a RequestError carries no verdict of
 * its own.
 */
const SERVER_ERROR_CODES = {
  BAD_REQUEST: {
    ...requestError,
    advice: 'send one JSON object with `query`; 408: send it faster; 431: send shorter headers',
  },
  BATCHING_DISABLED: { ...requestError, advice: 'send one operation per request' },
  PERSISTED_QUERY_NOT_SUPPORTED: { ...requestError, advice: SEND_TEXT },
  PERSISTED_QUERY_NOT_FOUND: { ...requestError, advice: 'add the document to the manifest of `--documents`' },
  DOCUMENT_NOT_TRUSTED: { ...requestError, status: 403, advice: 'send the `documentId` of a trusted document' },
  GRAPHQL_PARSE_FAILED: { ...requestError, advice: MEND_DOCUMENT },
  GRAPHQL_VALIDATION_FAILED: { ...requestError, advice: MEND_DOCUMENT },
  OPERATION_RESOLUTION_FAILURE: { ...requestError, advice: MEND_DOCUMENT },
  QUERY_TOO_COMPLEX: { ...requestError, advice: 'ask for less; `limit` names the limit' },
  PAYLOAD_TOO_LARGE: { ...requestError, status: 413, advice: 'send a shorter document or fewer variables' },
  UNSUPPORTED_MEDIA_TYPE: { ...requestError, status: 415, advice: SEND_JSON },
  NOT_ACCEPTABLE: { ...requestError, status: 406, advice: SEND_JSON },
  METHOD_NOT_ALLOWED: { ...requestError, status: 405, advice: SEND_JSON },
  CREDENTIALS_MISSING: { ...requestError, status: 401, challenge: 'Bearer', advice: SEND_CREDENTIALS },
  CREDENTIALS_MALFORMED: { ...requestError, advice: SEND_CREDENTIALS },
  CREDENTIALS_AMBIGUOUS: { ...requestError, advice: SEND_CREDENTIALS },
  MUTATIONS_DISABLED: { ...requestError, status: 403, advice: 'set `ENABLE_MUTATIONS=true`, or use another server' },
  OVERLOADED: { ...requestError, status: 503, retryable: 'always', advice: WAIT },
  SHUTTING_DOWN: { ...requestError, status: 503, retryable: 'always', advice: WAIT },
  CSRF_BLOCKED: {
    ...requestError,
    status: 403,
    advice:
      'with the reason `HOST`, use the host of the server or set `PUBLIC_URL`; with `PREFLIGHT`, send `GraphQL-Require-Preflight`',
  },
  ROUTE_NOT_FOUND: {
    ...requestError,
    status: 404,
    advice: 'send a POST to `/graphql`; for a `loadUrl`, read the item again',
  },
  INTERNAL_ERROR: { fails: 'either', status: 500, retryable: 'never', advice: 'quote the request id' },
} as const satisfies Record<string, ErrorCodeEntry & { readonly retryable: 'always' | 'never' }>;

export type ServerErrorCode = keyof typeof SERVER_ERROR_CODES;

export type ErrorCode = AlephErrorCode | ServerErrorCode;

/** The closed list of codes that callers may rely on. The table in docs/errors.md follows from it. */
export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorCodeEntry>> = { ...SERVER_ERROR_CODES, ...ALEPH_ERROR_CODES };
