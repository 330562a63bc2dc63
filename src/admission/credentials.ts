import { AlephError } from '../aleph/errors.ts';
import type { Credentials } from '../aleph/sign-in/authorization.ts';
import { Secret } from '../aleph/sign-in/secret.ts';
import { RequestError } from '../exchange/errors.ts';
import type { RequestHeaders } from '../exchange/headers.ts';

const CLIENT_ID = /^[\x21-\x7e]{1,256}$/;
const CLIENT_SECRET = /^[\x21-\x7e]{1,1024}$/;
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const LONGEST_TOKEN = 8_192;

const CREDENTIAL_HEADERS = ['authorization', 'x-aleph-client-id', 'x-aleph-client-secret'];

/** Query parameters that would put a secret into a URL, and so into the logs of proxies. */
const SECRET_PARAMETERS = /^(client[_-]?(id|secret)|access[_-]?token|token|authorization|x-aleph-client-(id|secret))$/i;

/** Throws CREDENTIALS_MALFORMED, even where the request needs no credentials: the URL is in other logs by now. */
export function refuseSecretsInUrl(search: URLSearchParams): void {
  for (const name of search.keys()) {
    if (SECRET_PARAMETERS.test(name)) {
      throw new RequestError('CREDENTIALS_MALFORMED', 'Credentials do not belong in a URL; send them as headers.');
    }
  }
}

/**
 * The credentials of a request, in exactly one of three forms: two X-Aleph headers, Basic or Bearer.
 * Undefined when there are none. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS, never with the value.
 */
export function credentialsOf(headers: RequestHeaders): Credentials | undefined {
  const id = single(headers, 'X-Aleph-Client-Id');
  const secret = single(headers, 'X-Aleph-Client-Secret');
  const authorization = single(headers, 'Authorization');
  const hasPair = id !== undefined || secret !== undefined;
  if (hasPair && authorization !== undefined) {
    throw new RequestError('CREDENTIALS_AMBIGUOUS', 'Send either the X-Aleph headers or Authorization, not both.');
  }
  if (hasPair) return pairOf(id, secret, 'X-Aleph-Client-Id', 'X-Aleph-Client-Secret');
  return authorization === undefined ? undefined : authorizationOf(authorization);
}

/**
 * Credentials that the program around a facade supplied as plain strings. Undefined for none. Throws AUTH_UNAVAILABLE
 * for anything else, since the caller cannot mend it.
 */
export function suppliedCredentials(given: unknown): Credentials | undefined {
  if (given === undefined || given === null) return undefined;
  const { kind, token, clientId, clientSecret }: Readonly<Record<string, unknown>> = Object(given);
  if (kind === 'TOKEN' && isToken(token)) return { kind, token: new Secret(token) };
  if (kind === 'PAIR' && fits(CLIENT_ID, clientId) && fits(CLIENT_SECRET, clientSecret)) {
    return { kind, clientId, clientSecret: new Secret(clientSecret) };
  }
  const message = 'This site supplied Aleph credentials of no known form. Quote the request id to its operator.';
  throw new AlephError('AUTH_UNAVAILABLE', message, { reason: 'SESSION' });
}

function fits(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isToken(value: unknown): value is string {
  return fits(BEARER_TOKEN, value) && value.length <= LONGEST_TOKEN;
}

/** Whether a request has any of the headers, in whatever form. A page of another origin cannot send them unasked. */
export function hasCredentials(headers: RequestHeaders): boolean {
  return CREDENTIAL_HEADERS.some((name) => headers.valuesOf(name).length > 0);
}

function authorizationOf(header: string): Credentials {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer' && isToken(value)) {
    return { kind: 'TOKEN', token: new Secret(value) };
  }
  if (scheme.toLowerCase() === 'basic' && BASE64.test(value)) {
    const [, id, secret] = /^([^:]*)(?::(.*))?$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
    return pairOf(id, secret, 'Authorization', 'Authorization');
  }
  throw malformed('Authorization', 'expected Basic base64(id:secret) or Bearer and a token');
}

function pairOf(
  id: string | undefined,
  secret: string | undefined,
  idHeader: string,
  secretHeader: string,
): Credentials {
  if (!id) throw malformed(idHeader, 'the client id is missing');
  if (!secret) throw malformed(secretHeader, 'the client secret is missing');
  if (!CLIENT_ID.test(id)) throw malformed(idHeader, 'expected a client id of visible ASCII');
  if (!CLIENT_SECRET.test(secret)) throw malformed(secretHeader, 'expected a client secret of visible ASCII');
  return { kind: 'PAIR', clientId: id, clientSecret: new Secret(secret) };
}

function single(headers: RequestHeaders, name: string): string | undefined {
  const [value, ...others] = headers.valuesOf(name.toLowerCase());
  if (others.length > 0) throw new RequestError('CREDENTIALS_AMBIGUOUS', `${name} was sent more than once.`);
  return value;
}

function malformed(header: string, expected: string): RequestError {
  return new RequestError('CREDENTIALS_MALFORMED', `${header}: ${expected}.`);
}
