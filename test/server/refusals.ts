import type { Config } from '../../src/config/config.ts';
import type { ErrorCode } from '../../src/exchange/error-codes.ts';
import type { Fault } from '../../src/sandbox/server.ts';
import { type Answer, type Facade, SOUTH } from '../support/facade/facade.ts';
import { graphqlRequest, post, send, sendRaw, untilAsked } from '../support/facade/http.ts';

/** How a caller comes to meet a code, and what the reply must say. */
export interface Case {
  readonly status: number;
  readonly retryable: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of `extensions` besides code, retryable and requestId; no others may be there. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly config?: Partial<Config>;
  readonly faults?: readonly Fault[];
  readonly send: (facade: Facade) => Promise<Answer>;
}

const CONTRACTS = '{ contracts { id } }';
const asSouth = (facade: Facade) => facade.ask(CONTRACTS, {}, SOUTH);
const request = { status: 400, retryable: false } as const;
const auth = (status: number | null, attempts = 1) => ({ service: 'auth', status, attempts });

/** Each refuses the whole request. */
export const REFUSALS = {
  BAD_REQUEST: { ...request, send: (facade) => post(facade, '{"query":') },
  GRAPHQL_PARSE_FAILED: { ...request, send: (facade) => facade.ask('{ contracts { ') },
  GRAPHQL_VALIDATION_FAILED: { ...request, send: (facade) => facade.ask('{ nothing }') },
  OPERATION_RESOLUTION_FAILURE: {
    ...request,
    send: (facade) => facade.ask('query A { __typename } query B { __typename }'),
  },
  QUERY_TOO_COMPLEX: {
    ...request,
    members: { limit: { name: 'aliases', allowed: 20, actual: 21 } },
    send: (facade) => facade.ask(`{ ${Array.from({ length: 21 }, (_, n) => `a${n}: __typename`).join(' ')} }`),
  },
  MUTATIONS_DISABLED: {
    ...request,
    status: 403,
    config: { mutations: false },
    send: (facade) => facade.ask('mutation { cancelTask(input: { contractId: "c", taskId: 1 }) { outcome } }'),
  },
  BATCHING_DISABLED: { ...request, send: (facade) => post(facade, '[]') },
  PERSISTED_QUERY_NOT_SUPPORTED: { ...request, send: (facade) => post(facade, '{"documentId":"a"}') },
  PERSISTED_QUERY_NOT_FOUND: {
    ...request,
    config: { trustedDocuments: { mode: 'allow', textOf: () => undefined } },
    send: (facade) => post(facade, '{"documentId":"a"}'),
  },
  DOCUMENT_NOT_TRUSTED: {
    ...request,
    status: 403,
    config: { trustedDocuments: { mode: 'only', textOf: () => undefined } },
    send: (facade) => facade.ask('{ __typename }'),
  },
  PAYLOAD_TOO_LARGE: {
    ...request,
    status: 413,
    headers: { connection: 'close' },
    members: { limit: { name: 'bodyBytes', allowed: 1_048_576 } },
    send: (facade) => post(facade, 'x'.repeat(2 ** 21)),
  },
  UNSUPPORTED_MEDIA_TYPE: {
    ...request,
    status: 415,
    send: (facade) => post(facade, '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }),
  },
  NOT_ACCEPTABLE: {
    ...request,
    status: 406,
    send: (facade) => post(facade, '{"query":"{ __typename }"}', { accept: 'text/html' }),
  },
  METHOD_NOT_ALLOWED: {
    ...request,
    status: 405,
    headers: { allow: 'POST' },
    send: (facade) => send(`${facade.url}/graphql?query={__typename}`),
  },
  ROUTE_NOT_FOUND: { ...request, status: 404, send: (facade) => send(`${facade.url}/nowhere`) },
  CREDENTIALS_MISSING: {
    ...request,
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
    send: (facade) => facade.ask(CONTRACTS, {}, {}),
  },
  CREDENTIALS_MALFORMED: {
    ...request,
    send: (facade) => facade.ask(CONTRACTS, {}, { 'x-aleph-client-id': 'sandbox-north' }),
  },
  CREDENTIALS_AMBIGUOUS: {
    ...request,
    send: (facade) => facade.ask(CONTRACTS, {}, { ...SOUTH, authorization: 'Bearer abc' }),
  },
  CREDENTIALS_REJECTED: {
    ...request,
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
    members: { upstream: auth(401) },
    send: (facade) => facade.ask(CONTRACTS, {}, { ...SOUTH, 'x-aleph-client-secret': 'wrong' }),
  },
  TOKEN_EXPIRED: {
    ...request,
    status: 401,
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    members: { upstream: { service: 'contracts', status: 401, attempts: 1 } },
    send: (facade) => facade.ask(CONTRACTS, {}, { authorization: 'Bearer expired-long-ago' }),
  },
  AUTH_RATE_LIMITED: {
    ...request,
    status: 429,
    retryable: true,
    headers: { 'retry-after': '7' },
    members: { retryAfterSeconds: 7, upstream: auth(429) },
    faults: [{ path: '/oauth/token', answer: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } }],
    send: asSouth,
  },
  AUTH_UNAVAILABLE: {
    ...request,
    status: 503,
    retryable: true,
    members: { reason: 'HTTP_5XX', upstream: auth(500) },
    faults: [{ path: '/oauth/token', answer: { kind: 'status', status: 500 } }],
    send: asSouth,
  },
  SHUTTING_DOWN: {
    ...request,
    status: 503,
    retryable: true,
    headers: { 'retry-after': '1', connection: 'close' },
    members: { retryAfterSeconds: 1 },
    faults: [{ path: '/tasking/products', latencyMs: 800 }],
    send: askWhileDraining,
  },
  OVERLOADED: {
    ...request,
    status: 503,
    retryable: true,
    headers: { 'retry-after': '1' },
    members: { reason: 'QUEUE_WAIT', retryAfterSeconds: 1 },
    config: { maxConcurrent: 1 },
    faults: [{ path: '/tasking/products', latencyMs: 1_800 }],
    send: askBesideAnother,
  },
  CSRF_BLOCKED: {
    ...request,
    status: 403,
    members: { reason: 'HOST' },
    send: askUnderAnotherName,
  },
  DEADLINE_EXCEEDED: {
    ...request,
    status: 504,
    retryable: true,
    config: { operationTimeoutMs: 150 },
    faults: [{ path: '/oauth/token', answer: { kind: 'hang' } }],
    send: asSouth,
  },
} satisfies Partial<Record<ErrorCode, Case>>;

/** While the only place to work at is taken. */
async function askBesideAnother(facade: Facade): Promise<Answer> {
  const working = facade.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
  await untilAsked(facade, '/tasking/products');
  const answer = await facade.ask(CONTRACTS);
  await working;
  return answer;
}

/** As a page does whose own name leads to this machine. */
async function askUnderAnotherName({ url }: Facade): Promise<Answer> {
  const bytes = graphqlRequest('{ __typename }', []).replace('Host: 127.0.0.1', 'Host: rebound.example');
  const { status, head, body } = await sendRaw(url, bytes);
  const lines = head.split('\r\n').slice(1);
  const headers = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1),
  ]);
  return { status, headers: new Headers(headers), body };
}

/** The port stays open for as long as somebody still waits, which is when a newcomer can be told. */
async function askWhileDraining(facade: Facade): Promise<Answer> {
  const waiting = facade.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
  await untilAsked(facade, '/tasking/products');
  const drained = facade.server.drain();
  const answer = await facade.ask(CONTRACTS);
  await Promise.all([waiting, drained]);
  return answer;
}
