import type { Credentials } from '../aleph/sign-in/authorization.ts';
import { Secret } from '../aleph/sign-in/secret.ts';

/** The credentials of the person at the terminal. The server itself has none. Undefined without any. */
export function credentialsIn(environment: NodeJS.ProcessEnv = process.env): Credentials | undefined {
  const { ALEPH_CLIENT_ID: clientId, ALEPH_CLIENT_SECRET: secret, ALEPH_ACCESS_TOKEN: token } = environment;
  if (clientId && secret) return { kind: 'PAIR', clientId, clientSecret: new Secret(secret) };
  return token ? { kind: 'TOKEN', token: new Secret(token) } : undefined;
}
