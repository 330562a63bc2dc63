import { Secret } from '../../src/aleph/sign-in/secret.ts';
import { examine } from '../../src/cli/doctor/examination.ts';
import { type Report, reportOf } from '../../src/cli/doctor/report.ts';
import { alephOptionsOf, loadConfig } from '../../src/config/config.ts';
import { type Fault, type Guesses, startSandbox } from '../../src/sandbox/server.ts';

export const PAIR = {
  kind: 'PAIR',
  clientId: 'sandbox-north',
  clientSecret: new Secret('sandbox-north-secret'),
} as const;
export const CONFIG = loadConfig({}, {});
export const closing: (() => Promise<unknown>)[] = [];

/** Closes the servers that a test opened. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

export async function sandboxOf(guesses: Partial<Guesses> = {}, faults: readonly Fault[] = []) {
  const sandbox = await startSandbox({ itemCount: 300, guesses, faults });
  closing.push(() => sandbox.close());
  return sandbox;
}

export async function reportAt(url: string, options = {}): Promise<Report> {
  const alephOptions = { ...alephOptionsOf(CONFIG), apiUrl: url, tokenUrl: `${url}/oauth/token`, ...options };
  return reportOf(await examine(alephOptions, PAIR), CONFIG);
}

export const findingOf = ({ findings }: Report, name: string) => findings.find(({ read }) => read === name);
export const verdictsOf = ({ findings }: Report) => new Map(findings.map(({ read, verdict }) => [read, verdict]));
