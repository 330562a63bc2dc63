import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Credential } from './credentials.ts';
import { json, type Reply } from './http/replies.ts';
import { type ApiRequest, header, jsonBody } from './http/requests.ts';
import type { World } from './world.ts';

/** The tokens given out so far, and the secrets they can be had for. */
export interface Tokens {
  /** Undefined when the pair is wrong. */
  issue(clientId: string, clientSecret: string): string | undefined;
  /** The client of a token that is still good. */
  clientOf(token: string): string | undefined;
  /** The client that a token was given to, whatever became of it. */
  ownerOf(token: string): string | undefined;
  revoke(clientId?: string): void;
  rotateSecret(clientId: string, secret: string): void;
}

const LIFETIME_SECONDS = 86_400;
const AUDIENCE = 'https://api.satellogic.com/';
const REQUIRED = ['grant_type', 'client_id', 'client_secret', 'audience'] as const;
const OTHER_GRANTS = ['password', 'authorization_code', 'refresh_token', 'implicit'];

const ExchangeWire = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  audience: z.string().optional(),
});

export function createTokens(credentials: readonly Credential[], now: () => number): Tokens {
  const secrets = new Map(credentials.map((one) => [one.clientId, one.clientSecret]));
  const issued = new Map<string, { clientId: string; expiresAt: number; isRevoked: boolean }>();
  return {
    issue: (clientId, clientSecret) => {
      if (secrets.get(clientId) !== clientSecret) return undefined;
      const token = randomBytes(48).toString('base64url');
      const expiresAt = now() + LIFETIME_SECONDS * 1000;
      issued.set(token, { clientId, expiresAt, isRevoked: false });
      return token;
    },
    clientOf: (token) => {
      const grant = issued.get(token);
      return grant && !grant.isRevoked && now() < grant.expiresAt ? grant.clientId : undefined;
    },
    ownerOf: (token) => issued.get(token)?.clientId,
    revoke: (clientId) => {
      for (const grant of issued.values()) {
        if (clientId === undefined || grant.clientId === clientId) grant.isRevoked = true;
      }
    },
    rotateSecret: (clientId, clientSecret) => {
      if (secrets.has(clientId)) secrets.set(clientId, clientSecret);
    },
  };
}

/** POST /oauth/token: errors in the shapes of Auth0, which issues Aleph's tokens. */
export function exchangeToken(request: ApiRequest, { tokens }: World): Reply {
  const parsed = ExchangeWire.safeParse(exchangeBody(request));
  if (!parsed.success) return failure(400, 'invalid_request', 'Request body is not readable');
  const missing = REQUIRED.find((name) => !parsed.data[name]);
  if (missing) return failure(400, 'invalid_request', `Missing required parameter: ${missing}`);
  const { grant_type, client_id = '', client_secret = '', audience } = parsed.data;
  if (grant_type !== 'client_credentials') return grantFailure(grant_type ?? '');
  if (audience !== AUDIENCE) {
    return failure(403, 'access_denied', `Service not enabled within domain: ${audience}`);
  }
  const token = tokens.issue(client_id, client_secret);
  if (!token) return failure(401, 'access_denied', 'Unauthorized');
  return json({
    access_token: token,
    scope: 'api:tasking api:delivery',
    expires_in: LIFETIME_SECONDS,
    token_type: 'Bearer',
  });
}

/** Aleph's guide shows JSON; Auth0 takes forms as well. Anything else is not looked at. */
function exchangeBody(request: ApiRequest): unknown {
  const type = header(request.headers, 'content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(request.text));
  }
  return type.startsWith('application/json') ? jsonBody(request) : {};
}

function grantFailure(grant: string): Reply {
  return OTHER_GRANTS.includes(grant)
    ? failure(403, 'unauthorized_client', `Grant type '${grant}' not allowed for the client.`)
    : failure(403, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
}

function failure(status: number, error: string, description: string): Reply {
  return json({ error, error_description: description }, status);
}
