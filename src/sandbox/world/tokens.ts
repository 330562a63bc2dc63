import { randomBytes } from 'node:crypto';
import type { Credential } from './credentials.ts';

/** The tokens given out so far, and the secrets they can be had for. */
export interface Tokens {
  /** Undefined when the pair is wrong. */
  issue(clientId: string, clientSecret: string): string | undefined;
  accepts(clientId: string, clientSecret: string): boolean;
  /** The client of a token that is still good. */
  clientOf(token: string): string | undefined;
  /** The client that a token was given to, whatever became of it. */
  ownerOf(token: string): string | undefined;
  revoke(clientId?: string): void;
  rotateSecret(clientId: string, secret: string): void;
}

export const TOKEN_LIFETIME_SECONDS = 86_400;

export function createTokens(credentials: readonly Credential[], now: () => number): Tokens {
  const secrets = new Map(credentials.map((one) => [one.clientId, one.clientSecret]));
  const issued = new Map<string, { clientId: string; expiresAt: number; isRevoked: boolean }>();
  const accepts = (clientId: string, clientSecret: string) => secrets.get(clientId) === clientSecret;
  return {
    accepts,
    issue: (clientId, clientSecret) => {
      if (!accepts(clientId, clientSecret)) return undefined;
      const token = randomBytes(48).toString('base64url');
      const expiresAt = now() + TOKEN_LIFETIME_SECONDS * 1000;
      issued.set(token, { clientId, expiresAt, isRevoked: false });
      return token;
    },
    clientOf: (token) => {
      const one = issued.get(token);
      return one && !one.isRevoked && now() < one.expiresAt ? one.clientId : undefined;
    },
    ownerOf: (token) => issued.get(token)?.clientId,
    revoke: (clientId) => {
      for (const one of issued.values()) {
        if (clientId === undefined || one.clientId === clientId) one.isRevoked = true;
      }
    },
    rotateSecret: (clientId, clientSecret) => {
      if (secrets.has(clientId)) secrets.set(clientId, clientSecret);
    },
  };
}
