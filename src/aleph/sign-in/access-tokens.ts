import * as z from 'zod';
import type { Clock } from '../../async/clock.ts';
import { AlephError } from '../errors.ts';
import { type CallSite, jsonOf, secondsOf, statusError } from '../transport/answers.ts';
import type { UpstreamAnswer } from '../transport/transport.ts';
import { Secret } from './secret.ts';

/** An access token with its scopes and times. */
export interface AccessToken {
  readonly token: Secret;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  /** `Clock.now` of the exchange. */
  readonly issuedAt: number;
}

export const TOKEN_SITE: CallSite = { service: 'auth', method: 'POST', route: '/oauth/token' };

const DEFAULT_EXPIRY_SECONDS = 3_600; // [obs: im], for an answer without a usable expires_in
const LONGEST_EXPIRY_SECONDS = 1e9;
const MARGIN_SECONDS = 60;
const JITTER_SECONDS = 30;
const SHORT_LIVED_SECONDS = 120;

const TokenWire = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  expires_in: z.number().catch(DEFAULT_EXPIRY_SECONDS),
  scope: z.string().catch(''),
});

/**
 * The access token in an answer of the token endpoint, and how long it may be kept: 0 for one that expires soon.
 * Throws CREDENTIALS_REJECTED, AUTH_RATE_LIMITED or AUTH_UNAVAILABLE.
 */
export function readAccessToken(
  answer: UpstreamAnswer,
  clock: Clock,
): { readonly accessToken: AccessToken; readonly keepMs: number } {
  const error = signInErrorOf(answer);
  if (error !== undefined) throw error;
  const wire = TokenWire.safeParse(jsonAnswer(answer));
  if (!wire.success) throw authError('SHAPE', answer);
  const { access_token, scope } = wire.data;
  const expiresIn = Math.min(wire.data.expires_in, LONGEST_EXPIRY_SECONDS);
  const margin = MARGIN_SECONDS + clock.random() * JITTER_SECONDS;
  return {
    accessToken: {
      token: new Secret(access_token),
      scopes: scope.split(' ').filter(Boolean),
      expiresAt: new Date(clock.wallNow() + Math.max(0, expiresIn) * 1_000),
      issuedAt: clock.now(),
    },
    keepMs: expiresIn <= SHORT_LIVED_SECONDS ? 0 : (expiresIn - margin) * 1_000,
  };
}

/** One error for all reasons that kept an answer away: for the caller, sign-in does not work now. */
export function signInUnreachable(error: AlephError): AlephError {
  return new AlephError('AUTH_UNAVAILABLE', "Satellogic's sign-in is not reachable. Try again in a moment.", {
    reason: error.reason,
    retryable: error.reason !== 'TLS',
    retryAfterSeconds: error.retryAfterSeconds,
    upstream: error.upstream,
  });
}

function jsonAnswer(answer: UpstreamAnswer): unknown {
  try {
    return jsonOf(TOKEN_SITE, answer, 1);
  } catch {
    throw authError('NOT_JSON', answer);
  }
}

const OUR_MISTAKES = new Set(['invalid_request', 'unauthorized_client', 'unsupported_grant_type']);
const ErrorWire = z.object({ error: z.string() });

/** The error in an answer, by status and Auth0's `error` member, never by its text; undefined for a success. */
function signInErrorOf(answer: UpstreamAnswer): AlephError | undefined {
  const { status } = answer;
  const generic = statusError(TOKEN_SITE, answer, 1);
  if (generic === undefined) return undefined;
  const upstream = { service: TOKEN_SITE.service, status, attempts: 1 };
  if (status === 429) {
    const retryAfterSeconds = secondsOf(answer.retryAfter);
    const wait = retryAfterSeconds === undefined ? 'a moment' : `${retryAfterSeconds} s`;
    const message = `Satellogic's sign-in allows no more attempts now. Wait ${wait}.`;
    return new AlephError('AUTH_RATE_LIMITED', message, {
      retryAfterSeconds,
      upstream,
    });
  }
  if (status < 400 || status >= 500) return authError(generic.reason ?? 'STATUS', answer);
  const word = errorWordOf(answer);
  if (isRejection(status, word)) {
    const message = 'Satellogic did not accept these credentials. Check the client id and secret.';
    return new AlephError('CREDENTIALS_REJECTED', message, { upstream });
  }
  return authError(OUR_MISTAKES.has(word) ? 'MISCONFIGURED' : 'STATUS', answer);
}

/** Auth0 rejects credentials with access_denied [std], RFC 6749 §5.2 with invalid_client, by 400 or 401. */
function isRejection(status: number, word: string): boolean {
  return status === 401 || word === 'invalid_client' || (status === 403 && word === 'access_denied');
}

function errorWordOf(answer: UpstreamAnswer): string {
  try {
    return ErrorWire.parse(jsonOf(TOKEN_SITE, answer, 1)).error;
  } catch {
    return '';
  }
}

function authError(reason: string, answer: UpstreamAnswer): AlephError {
  const isOurs = reason === 'MISCONFIGURED';
  const advice = isOurs ? 'Check the audience and the token URL.' : 'Try again in a moment.';
  return new AlephError('AUTH_UNAVAILABLE', `Satellogic's sign-in gave no token. ${advice}`, {
    reason,
    retryable: !isOurs,
    upstream: { service: TOKEN_SITE.service, status: answer.status, attempts: 1 },
  });
}
