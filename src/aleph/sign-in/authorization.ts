import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { badInput } from '../errors.ts';
import type { Secret } from './secret.ts';

/** A client id and secret, to be exchanged for a token [seed]. */
export interface ClientPair {
  readonly kind: 'PAIR';
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** An access token that the caller obtained; used as it is. */
export interface BearerToken {
  readonly kind: 'TOKEN';
  readonly token: Secret;
}

/**
 * The credentials of a caller: a pair, or a bearer token.
 *
 * @example
 * const credentials: Credentials = { kind: 'TOKEN', token: new Secret('eyJhbGciOi…') };
 */
export type Credentials = ClientPair | BearerToken;

export interface TokenEndpoint {
  readonly tokenUrl: string;
  readonly audience: string;
}

/** A KeyObject, since Node would make one from raw bytes for each name. */
const KEY = createSecretKey(randomBytes(32));

/**
 * A name for the caller that reveals nothing: an HMAC under a key of this process. It covers the endpoint and the
 * secret. So a known client id alone, or another split of the same characters, gives another name.
 */
export function identityOf(credentials: Credentials, endpoint: TokenEndpoint): string {
  const parts =
    credentials.kind === 'PAIR'
      ? [endpoint.tokenUrl, endpoint.audience, credentials.clientId, credentials.clientSecret.reveal()]
      : ['bearer', credentials.token.reveal()];
  return nameOf(...parts);
}

/** A name for texts of callers that reveals nothing, as a text may be a misplaced secret. Ends with the process. */
export function nameOf(...texts: readonly string[]): string {
  return createHmac('sha256', KEY).update(JSON.stringify(texts)).digest('hex');
}

/** The body of POST /oauth/token [seed]; the only place where a client secret leaves this process. */
export function tokenRequestBody(pair: ClientPair, endpoint: TokenEndpoint): string {
  return JSON.stringify({
    client_id: pair.clientId,
    client_secret: pair.clientSecret.reveal(),
    audience: endpoint.audience,
    grant_type: 'client_credentials',
  });
}

/** The address of the store of keys, whose password leaves this process nowhere else. */
export function storeUrlIn(secret: Secret): string {
  return secret.reveal();
}

const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** The headers every Aleph call carries; the contract one is absent on /contracts alone [seed]. */
export function authorizationHeaders(token: Secret, contractId?: string): Record<string, string> {
  const bearer = token.reveal();
  // Checked here, since errors of HTTP libraries repeat a value that is no valid header.
  if (!HEADER_SAFE.test(bearer)) throw badInput(['token'], 'token: a bearer token is visible ASCII without spaces.');
  const headers: Record<string, string> = { authorizationToken: `Bearer ${bearer}` };
  if (contractId !== undefined) headers['X-Satellogic-Contract-Id'] = contractId;
  return headers;
}
