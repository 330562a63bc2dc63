import * as z from 'zod';
import { json, type Reply } from './http/replies.ts';
import { type ApiRequest, header, jsonBody } from './http/requests.ts';
import { TOKEN_LIFETIME_SECONDS } from './world/tokens.ts';
import type { World } from './world/world.ts';

const AUDIENCE = 'https://api.satellogic.com/';
const REQUIRED = ['grant_type', 'client_id', 'client_secret', 'audience'] as const;
const OTHER_GRANTS = ['password', 'authorization_code', 'refresh_token', 'implicit'];

const ExchangeWire = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  audience: z.string().optional(),
});

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
    expires_in: TOKEN_LIFETIME_SECONDS,
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
