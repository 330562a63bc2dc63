import {
  type Aleph,
  type AlephClient,
  type AlephOptions,
  type Connection,
  createAleph,
} from '../../../src/aleph/client.ts';
import { AlephError } from '../../../src/aleph/errors.ts';
import type { Credentials } from '../../../src/aleph/sign-in/authorization.ts';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server.ts';
import { createFakeClock, type FakeClock } from '../clock.ts';

const AUDIENCE = 'https://api.satellogic.com/';

/** Contracts of the sandbox: three of sandbox-north, one of sandbox-south. */
export const NORTH = 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12';
export const HARBOUR = 'cont.8e2a6d90-71c5-4f0b-b3d8-4e1f5a6c7d23';
export const ARCTIC = 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634';
export const SOUTH = 'cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45';

export interface UpstreamAleph {
  readonly sandbox: Sandbox;
  readonly aleph: Aleph;
  readonly clock: FakeClock;
  /** A client for one operation, of sandbox-north by default. */
  connect(changes?: Partial<Connection>): AlephClient;
  /** "METHOD /path" of every call that reached the API, token exchanges left out. */
  calls(): string[];
  tokenCalls(): number;
  close(): Promise<void>;
}

/** A sandbox and a client of it whose clock stands still. */
export async function startUpstreamAleph(
  sandboxOptions: SandboxOptions = {},
  alephOptions: Partial<AlephOptions> = {},
): Promise<UpstreamAleph> {
  const clock = createFakeClock();
  const sandbox = await startSandbox({ itemCount: 300, ...sandboxOptions });
  const aleph = openAleph(sandbox.url, { clock, ...alephOptions });
  return {
    sandbox,
    aleph,
    clock,
    connect: (changes) => aleph.connect({ credentials: pairOf('sandbox-north'), ...changes }),
    calls: () =>
      sandbox
        .calls()
        .filter(({ path }) => path !== '/oauth/token')
        .map(({ method, path }) => `${method} ${path}`),
    tokenCalls: () => sandbox.calls().filter(({ path }) => path === '/oauth/token').length,
    close: async () => {
      await aleph.close();
      await sandbox.close();
    },
  };
}

/** A client of a server that has the API and the token endpoint under one URL. */
export function openAleph(url: string, options: Partial<AlephOptions> = {}): Aleph {
  const tokenUrl = `${url}/oauth/token`;
  return createAleph({ apiUrl: url, tokenUrl, audience: AUDIENCE, clock: createFakeClock(), ...options });
}

export function pairOf(clientId: string, clientSecret = `${clientId}-secret`): Credentials {
  return { kind: 'PAIR', clientId, clientSecret: new Secret(clientSecret) };
}

export function bearerOf(token: string): Credentials {
  return { kind: 'TOKEN', token: new Secret(token) };
}

/** The AlephError that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<AlephError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AlephError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Unhandled rejections during `run` and shortly after it. */
export async function unhandledIn(run: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    await run();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
  } finally {
    process.off('unhandledRejection', note);
  }
  return unhandled;
}
