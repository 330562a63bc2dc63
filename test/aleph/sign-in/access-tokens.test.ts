import { describe, expect, test } from 'vitest';
import { readAccessToken } from '../../../src/aleph/sign-in/access-tokens.ts';
import { bodyOf } from '../../../src/aleph/transport/bodies.ts';
import type { UpstreamAnswer } from '../../../src/aleph/transport/transport.ts';
import { createFakeClock } from '../../support/clock.ts';

const GRANT = { access_token: 'token-1', scope: 'api:tasking api:delivery', expires_in: 86_400, token_type: 'Bearer' };

const answer = (status: number, body: unknown, more: Partial<UpstreamAnswer> = {}): UpstreamAnswer => ({
  status,
  retryAfter: undefined,
  contentType: 'application/json',
  body: bodyOf(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
  wireBytes: 0,
  ...more,
});

const granted = (changes: object, random = 0.5) =>
  readAccessToken(answer(200, { ...GRANT, ...changes }), createFakeClock(random));

function refusalOf(refused: UpstreamAnswer): unknown {
  try {
    readAccessToken(refused, createFakeClock());
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an access token', () => {
  test('holds the token, its scopes and when it ends by the wall clock', () => {
    const clock = createFakeClock();
    const { accessToken } = readAccessToken(answer(200, GRANT), clock);
    expect(accessToken.token.reveal()).toBe('token-1');
    expect(accessToken.scopes).toEqual(['api:tasking', 'api:delivery']);
    expect(accessToken.expiresAt).toEqual(new Date(clock.wallNow() + 86_400_000));
    expect(accessToken.issuedAt).toBe(clock.now());
  });

  test.each([undefined, null, 7, ''])('has no scopes when scope is %j', (scope) => {
    expect(granted({ scope }).accessToken.scopes).toEqual([]);
  });

  test.each<[string, unknown, number]>([
    ['a day', 86_400, 86_400],
    ['an hour', 3_600, 3_600],
    ['a fraction', 600.5, 600.5],
    ['little more than two minutes', 121, 121],
    ['missing', undefined, 3_600],
    ['null', null, 3_600],
    ['text', '86400', 3_600],
    ['a list', [1], 3_600],
    ['beyond all numbers', Number.MAX_VALUE, 1e9],
  ])('whose expires_in is %s is kept until 60 to 90 s before its end', (_what, expires_in, seconds) => {
    const [early, late] = [granted({ expires_in }, 0), granted({ expires_in }, 1)];
    expect(early.keepMs).toBe((seconds - 60) * 1_000);
    expect(late.keepMs).toBe((seconds - 90) * 1_000);
    expect(late.keepMs).toBeGreaterThan(0);
  });

  test('whose expires_in is Infinity on the wire counts as one without', () => {
    const text = JSON.stringify(GRANT).replace('86400', '1e999');
    expect(readAccessToken(answer(200, text), createFakeClock(0)).keepMs).toBe(3_540_000);
  });

  test.each([120, 60, 1, 0, -1, -86_400])(
    'whose expires_in is %d s serves one request and is not kept',
    (expires_in) => {
      const { accessToken, keepMs } = granted({ expires_in });
      expect(keepMs).toBe(0);
      expect(accessToken.token.reveal()).toBe('token-1');
      expect(accessToken.expiresAt.getTime()).toBeGreaterThanOrEqual(createFakeClock().wallNow());
    },
  );

  test.each<[string, object]>([
    ['no token', { access_token: undefined }],
    ['an empty token', { access_token: '' }],
    ['a token that is no text', { access_token: 42 }],
    ['a token that would break a header', { access_token: 'a\r\nX-Evil: 1' }],
    ['a token beyond 8 KiB', { access_token: 'a'.repeat(8_193) }],
  ])('with %s is none', (_what, changes) => {
    expect(() => granted(changes)).toThrow(expect.objectContaining({ code: 'AUTH_UNAVAILABLE', reason: 'SHAPE' }));
  });
});

describe('a refusal by the token endpoint', () => {
  const denied = (error: string, error_description = 'canary of the upstream') => ({ error, error_description });

  test.each<[string, UpstreamAnswer, object]>([
    ['a wrong id or secret', answer(401, denied('access_denied')), { code: 'CREDENTIALS_REJECTED', retryable: false }],
    ['a client without that API', answer(403, denied('access_denied')), { code: 'CREDENTIALS_REJECTED' }],
    ['a client by the words of OAuth', answer(401, denied('invalid_client')), { code: 'CREDENTIALS_REJECTED' }],
    ['a client in another status', answer(400, denied('invalid_client')), { code: 'CREDENTIALS_REJECTED' }],
    ['a 401 without a word', answer(401, ''), { code: 'CREDENTIALS_REJECTED' }],
    ['a missing field', answer(400, denied('invalid_request')), misconfigured()],
    ['a missing field, forbidden', answer(403, denied('invalid_request')), misconfigured()],
    ['another grant', answer(403, denied('unauthorized_client')), misconfigured()],
    ['an unsupported grant', answer(403, denied('unsupported_grant_type')), misconfigured()],
    ['an unsupported grant by RFC 6749', answer(400, denied('unsupported_grant_type')), misconfigured()],
    ['a 403 without a word', answer(403, '<html>'), { code: 'AUTH_UNAVAILABLE', reason: 'STATUS' }],
    ['a 404', answer(404, {}), { code: 'AUTH_UNAVAILABLE', reason: 'STATUS', retryable: true }],
    ['a 500', answer(500, denied('access_denied')), { code: 'AUTH_UNAVAILABLE', reason: 'HTTP_5XX', retryable: true }],
    ['a 307', answer(307, ''), { code: 'AUTH_UNAVAILABLE', reason: 'REDIRECT' }],
    ['HTML', answer(200, '<html>', { contentType: 'text/html' }), { code: 'AUTH_UNAVAILABLE', reason: 'NOT_JSON' }],
    ['half of JSON', answer(200, '{"access_tok'), { code: 'AUTH_UNAVAILABLE', reason: 'NOT_JSON' }],
    ['an empty 204', answer(204, ''), { code: 'AUTH_UNAVAILABLE', reason: 'NOT_JSON' }],
    ['JSON null', answer(200, null), { code: 'AUTH_UNAVAILABLE', reason: 'SHAPE' }],
    ['a list', answer(200, [GRANT]), { code: 'AUTH_UNAVAILABLE', reason: 'SHAPE' }],
  ])('as %s has its code and repeats no word of it', (_what, refused, expected) => {
    const error = refusalOf(refused);
    const upstream = { service: 'auth', status: refused.status, attempts: 1 };
    expect(error).toMatchObject({ upstream, ...expected });
    expect(JSON.stringify([error, String(error)])).not.toContain('canary');
  });

  test.each([
    ['2', 2],
    ['99999', 3_600],
    ['soon', undefined],
    [undefined, undefined],
  ])('as a 429 with Retry-After %s says so', (retryAfter, retryAfterSeconds) => {
    expect(refusalOf(answer(429, denied('too_many_requests'), { retryAfter }))).toMatchObject({
      code: 'AUTH_RATE_LIMITED',
      retryable: true,
      retryAfterSeconds,
    });
  });
});

function misconfigured(): object {
  return { code: 'AUTH_UNAVAILABLE', reason: 'MISCONFIGURED', retryable: false };
}
