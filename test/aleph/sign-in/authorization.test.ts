import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  authorizationHeaders,
  type Credentials,
  identityOf,
  type TokenEndpoint,
  tokenRequestBody,
} from '../../../src/aleph/sign-in/authorization.ts';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';
import { bearerOf, pairOf } from '../../support/aleph/upstream-aleph.ts';

const ENDPOINT = { tokenUrl: 'https://auth.test/oauth/token', audience: 'https://api.test/' };

const identity = (credentials: Credentials, endpoint: TokenEndpoint = ENDPOINT) => identityOf(credentials, endpoint);

describe('an identity', () => {
  test('is the same for the same pair, however often its secret was wrapped', () => {
    expect(identity(pairOf('ab', 'c'))).toBe(identity(pairOf('ab', 'c')));
  });

  test.each<[string, Credentials]>([
    ['another split of the same characters', pairOf('a', 'bc')],
    ['the same id with another secret', pairOf('ab', 'd')],
    ['another id with the same secret', pairOf('x', 'c')],
    ['an id that imitates the separator', pairOf('ab","c', '')],
    ['a bearer token equal to the secret', bearerOf('c')],
    ['a bearer token equal to id and secret', bearerOf('abc')],
  ])('differs for %s', (_what, other) => {
    expect(identity(other)).not.toBe(identity(pairOf('ab', 'c')));
  });

  test.each([
    ['audience', { ...ENDPOINT, audience: 'https://api.test' }],
    ['token URL', { ...ENDPOINT, tokenUrl: 'https://auth.test/oauth/token2' }],
  ])('of a pair differs for another %s', (_what, endpoint) => {
    expect(identity(pairOf('ab', 'c'), endpoint)).not.toBe(identity(pairOf('ab', 'c')));
  });

  test('names two pairs alike only when id and secret are alike', () => {
    const part = fc.string({ maxLength: 4 });
    fc.assert(
      fc.property(part, part, part, part, (id, secret, otherId, otherSecret) => {
        const isSame = id === otherId && secret === otherSecret;
        expect(identity(pairOf(id, secret)) === identity(pairOf(otherId, otherSecret))).toBe(isSame);
      }),
    );
  });

  test('never names a pair and a bearer token alike', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (id, secret, token) => {
        expect(identity(pairOf(id, secret))).not.toBe(identity(bearerOf(token)));
      }),
    );
  });

  test('shows nothing of what it names', () => {
    const name = identity(pairOf('visible-client', 'canary-secret'));
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(name).not.toMatch(/visible|canary/);
  });
});

describe('what is sent', () => {
  test('to the token endpoint is the documented body and nothing else', () => {
    const pair = { kind: 'PAIR', clientId: 'id', clientSecret: new Secret('s"ecret') } as const;
    expect(JSON.parse(tokenRequestBody(pair, ENDPOINT))).toEqual({
      client_id: 'id',
      client_secret: 's"ecret',
      audience: ENDPOINT.audience,
      grant_type: 'client_credentials',
    });
  });

  test('with a call is the token, and the contract where there is one', () => {
    const token = new Secret('t0ken');
    expect(authorizationHeaders(token)).toEqual({ authorizationToken: 'Bearer t0ken' });
    expect(authorizationHeaders(token, 'cont.1')).toEqual({
      authorizationToken: 'Bearer t0ken',
      'X-Satellogic-Contract-Id': 'cont.1',
    });
  });

  test.each(['a b', 'a\r\nX-Evil: 1', 'é', '', 'a\u0000'])(
    'is never a token that would break its header: %j',
    (token) => {
      expect(() => authorizationHeaders(new Secret(token))).toThrow(
        expect.objectContaining({
          code: 'BAD_USER_INPUT',
          argumentPath: ['token'],
          message: 'token: a bearer token is visible ASCII without spaces.',
        }),
      );
    },
  );
});
