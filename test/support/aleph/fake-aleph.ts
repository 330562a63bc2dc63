import { type AlephClient, createAleph } from '../../../src/aleph/client.ts';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';

export interface FakeAleph extends AlephClient {
  /** The reads in order: the name of the method, then its arguments. */
  readonly asked: readonly (readonly unknown[])[];
}

/** A real client, which makes no calls. */
const REAL = createAleph({
  apiUrl: 'https://aleph.test',
  tokenUrl: 'https://aleph.test',
  audience: 'https://aleph.test',
}).connect({
  credentials: { kind: 'TOKEN', token: new Secret('token') },
});
type Read = (...args: unknown[]) => Promise<unknown>;
/** The names of all reads that a client has. */
export const CLIENT_READS: readonly string[] = Object.entries(REAL).flatMap(([name, member]) =>
  typeof member === 'function' && name !== 'receipt' && name !== 'noteFiltersRefused' ? [name] : [],
);

/** A client with these answers. It rejects every other read. */
export function createFakeAleph(answers: Partial<AlephClient> = {}): FakeAleph {
  const asked: (readonly unknown[])[] = [];
  const noted =
    (name: string): Read =>
    async (...args) => {
      asked.push([name, ...args]);
      const read: Read | undefined = Reflect.get(answers, name);
      if (read === undefined) throw new Error(`${name} has no answer here`);
      return read(...args);
    };
  const reads = Object.fromEntries(CLIENT_READS.map((name) => [name, noted(name)]));
  return {
    ...(reads as unknown as AlephClient),
    asked,
    identity: 'fake',
    credentialKind: answers.credentialKind ?? 'PAIR',
    isProven: true,
    direct: REAL.direct,
    noteFiltersRefused: answers.noteFiltersRefused ?? (() => asked.push(['noteFiltersRefused'])),
    receipt: () => ({
      calls: [],
      totals: { upstreamCalls: 0, tokenCalls: 0, shared: 0, saved: 0, ms: 0, bytes: 0, skippedRows: 0 },
    }),
  };
}
