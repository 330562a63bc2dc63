import type { ErrorCode } from '../../src/exchange/error-codes.ts';
import type { Fault } from '../../src/sandbox/server.ts';
import { type Answer, type Facade, SOUTH } from '../support/facade/facade.ts';
import type { Case } from './refusals.ts';

const PRODUCTS = '/tasking/products';
const field = {
  status: 200,
  retryable: false,
  send: (facade: Facade): Promise<Answer> => facade.ask('{ contracts { id taskingProducts { name } } }', {}, SOUTH),
} as const;
const products = (status: number | null, attempts = 1) => ({ service: 'products', status, attempts });
const onProducts = (answer: NonNullable<Fault['answer']>): readonly Fault[] => [{ path: PRODUCTS, answer }];
const statusOnProducts = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  onProducts({ kind: 'status', status, body, headers });

/** Each empties the field it belongs to, and leaves the rest. */
export const FIELD_ERRORS = {
  BAD_USER_INPUT: {
    ...field,
    members: { argumentPath: ['first'] },
    send: (facade) => facade.ask('{ contracts { id tasks(first: 0) { totalCount } } }', {}, SOUTH),
  },
  CONTRACT_NOT_ACCESSIBLE: {
    ...field,
    send: (facade) => facade.ask('{ contracts { id } contract(id: "cont.of-somebody-else") { id } }', {}, SOUTH),
  },
  FORBIDDEN: {
    ...field,
    members: { upstream: products(403) },
    faults: statusOnProducts(403, { message: 'Forbidden' }),
  },
  NOT_FOUND: { ...field, members: { upstream: products(404) }, faults: statusOnProducts(404) },
  CONFLICT: { ...field, retryable: true, members: { upstream: products(409, 3) }, faults: statusOnProducts(409) },
  UPSTREAM_BAD_REQUEST: {
    ...field,
    members: { details: ['limit: A valid integer is required.'], upstream: products(400) },
    faults: statusOnProducts(400, { limit: ['A valid integer is required.'], internal_field: ['Hidden.'] }),
  },
  UPSTREAM_RATE_LIMITED: {
    ...field,
    retryable: true,
    members: { retryAfterSeconds: 30, upstream: products(429) },
    faults: statusOnProducts(429, {}, { 'retry-after': '30' }),
  },
  UPSTREAM_TIMEOUT: {
    ...field,
    retryable: true,
    members: { reason: 'TOTAL_DEADLINE', upstream: products(null) },
    config: { upstreamTimeoutMs: 400 },
    faults: onProducts({ kind: 'hang' }),
  },
  UPSTREAM_UNAVAILABLE: {
    ...field,
    retryable: true,
    members: { reason: 'RESET', upstream: products(null, 3) },
    faults: onProducts({ kind: 'reset' }),
  },
  UPSTREAM_INVALID_RESPONSE: {
    ...field,
    members: { reason: 'NOT_JSON', upstream: products(200) },
    faults: onProducts({ kind: 'raw', body: '<html>Bad gateway at 10.0.0.1</html>' }),
  },
  BUDGET_EXCEEDED: { ...field, config: { maxUpstreamCalls: 1 } },
  DEADLINE_EXCEEDED: {
    ...field,
    retryable: true,
    config: { operationTimeoutMs: 500 },
    faults: onProducts({ kind: 'hang' }),
  },
  CREDENTIALS_REJECTED: {
    ...field,
    members: { upstream: { service: 'contracts', status: 401, attempts: 1 } },
    faults: [{ path: '/contracts', answer: { kind: 'status', status: 401, body: { message: 'Unauthorized' } } }],
    send: (facade) => facade.ask('{ viewer { credentialKind } contracts { id } }', {}, SOUTH),
  },
  TOKEN_EXPIRED: {
    ...field,
    members: { upstream: products(401) },
    faults: statusOnProducts(401, { message: 'Unauthorized' }),
    send: async (facade) => {
      const token = await tokenOf(facade);
      return facade.ask('{ contracts { id taskingProducts { name } } }', {}, { authorization: `Bearer ${token}` });
    },
  },
} satisfies Partial<Record<ErrorCode, Case>>;

async function tokenOf({ sandbox }: Facade): Promise<string> {
  const body = {
    grant_type: 'client_credentials',
    audience: 'https://api.satellogic.com/',
    client_id: 'sandbox-south',
    client_secret: 'sandbox-south-secret',
  };
  const response = await fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
