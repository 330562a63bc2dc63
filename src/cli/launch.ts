import { setFlagsFromString } from 'node:v8';
import { createAleph } from '../aleph/client.ts';
import { alephOptionsOf, type Config, ConfigError } from '../config/config.ts';
import { credentialsIn } from '../config/credentials.ts';
import { createLog, type Log, standardOutput } from '../exchange/log.ts';
import { findTracing } from '../observability/tracing.ts';
import type { Fault, Sandbox, SandboxOptions } from '../sandbox/server.ts';
import { printedSchema } from '../schema/print.ts';
import { createServer } from '../server.ts';
import { type Addresses, bannerOf } from './banner.ts';
import { type Command, readCommand } from './command-line.ts';

type SandboxSettings = Pick<SandboxOptions, 'faults' | 'clockRate'>;

/** Runs the process. `defaultUpstream` applies when neither a flag nor ALEPH_UPSTREAM is set. */
export async function launch(defaultUpstream: Config['upstream']): Promise<void> {
  try {
    await perform(readCommand(process.argv.slice(2), defaultUpstream));
  } catch (error) {
    const mistakes = operatorMistakes(error);
    if (mistakes === undefined) throw error;
    process.stderr.write(mistakes.map((mistake) => `aleph-graphql: ${mistake}\n`).join(''));
    process.exit(1);
  }
}

async function perform(command: Command): Promise<void> {
  if (command.kind === 'print') process.stdout.write(command.text);
  else if (command.kind === 'print-schema') process.stdout.write(printedSchema());
  else {
    const { kind, config, clockRate } = command;
    const forSandbox = { faults: await readFaults(command.faults), clockRate };
    if (kind === 'run') await run(config, forSandbox);
    else if (kind === 'doctor') await diagnose(command, forSandbox);
    else process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
  }
}

/** Throws ConfigError with every fault that cannot be read. */
async function readFaults(flags: readonly string[]): Promise<readonly Fault[]> {
  if (flags.length === 0) return [];
  const { faultsFromFlags } = await import('../sandbox/http/fault-flags.ts');
  const { faults, mistakes } = faultsFromFlags(flags);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return faults;
}

/** Mistakes that the operator can correct; undefined for a bug of this program. */
function operatorMistakes(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.mistakes;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const isOperators = /^(ERR_PARSE_ARGS_.+|EADDRINUSE|EADDRNOTAVAIL|EACCES|ENOTFOUND)$/.test(String(error.code));
  return isOperators ? [error.message] : undefined;
}

/** Sets the exit status to 1 where something is missing that the server needs. */
async function diagnose(
  { config, asJson }: Extract<Command, { kind: 'doctor' }>,
  options: SandboxSettings,
): Promise<void> {
  const sandbox = config.upstream === 'sandbox' ? await openSandbox({ ...config, sandboxPort: 0 }, options) : undefined;
  try {
    const [pair] = sandbox?.credentials ?? [];
    const ofSandbox = pair && credentialsIn({ ALEPH_CLIENT_ID: pair.clientId, ALEPH_CLIENT_SECRET: pair.clientSecret });
    const credentials = ofSandbox ?? credentialsIn();
    if (credentials === undefined) {
      throw new ConfigError(['doctor needs ALEPH_CLIENT_ID and ALEPH_CLIENT_SECRET, or ALEPH_ACCESS_TOKEN']);
    }
    const { examine } = await import('./doctor/examination.ts');
    const { reportOf, textOf } = await import('./doctor/report.ts');
    const report = reportOf(await examine(alephOptionsFor(config, sandbox), credentials), config);
    process.stdout.write(asJson ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
    process.exitCode = report.isHealthy ? 0 : 1;
  } finally {
    await sandbox?.close();
  }
}

function alephOptionsFor(config: Config, sandbox: Pick<Sandbox, 'url'> | undefined) {
  const { apiUrl, tokenUrl } = sandbox ? { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` } : config;
  return { ...alephOptionsOf(config), apiUrl, tokenUrl };
}

async function run(config: Config, options: SandboxSettings): Promise<void> {
  tuneHeap();
  const log = createLog(config.logLevel, standardOutput());
  const sandbox = config.upstream === 'sandbox' ? await openSandbox(config, options) : undefined;
  const alephOptions = alephOptionsFor(config, sandbox);
  const aleph = createAleph(alephOptions);
  const sandboxCredentials = sandbox?.credentials;
  const server = createServer(aleph, config, { log, tracing: await findTracing(), sandboxCredentials });
  const url = await server.listen();
  // Before `announce`: a supervisor may send SIGTERM as soon as it reads that the server listens.
  onStopSignal(async (signal) => {
    log.info({ signal }, 'draining');
    await server.drain();
    await aleph.close();
    await sandbox?.close();
    log.info({}, 'stopped');
  });
  announce({ url, upstream: alephOptions.apiUrl, graphiql: config.graphiql, sandbox }, log);
}

/**
 * Tunes V8 for a process that allocates much and keeps little. Without the first flag, V8 learns that objects of a
 * request often survive a minor collection, and allocates such objects in the old space. Only a full collection frees
 * them there, which makes a large query up to half as expensive again. Without the second, the heap grows so slowly
 * after a pause that full collections run every few requests.
 */
function tuneHeap(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=200');
}

/**
 * Loads the sandbox on demand: its modules are a quarter of ours, and a server in front of Aleph needs none of them.
 */
async function openSandbox({ sandboxPort, host }: Config, options: SandboxSettings): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/server.ts');
  return startSandbox({ port: sandboxPort, host, ...options });
}

/** A banner on a terminal, JSON lines everywhere else. */
function announce(addresses: Addresses, log: Log): void {
  if (process.stdout.isTTY) {
    process.stdout.write(bannerOf(addresses));
    return;
  }
  const { url, upstream, graphiql, sandbox } = addresses;
  if (sandbox) log.info({ url: sandbox.url, credentials: sandbox.credentials.map(publicPair) }, 'sandbox');
  const graphql = `${url}/graphql`;
  log.info({ url, graphql, graphiql: graphiql ? graphql : undefined, upstream }, 'listening');
}

function publicPair({ clientId, clientSecret }: Pick<Sandbox['credentials'][number], 'clientId' | 'clientSecret'>) {
  return { clientId, clientSecret };
}

/** Calls `stop` on the first signal. A second one ends the process at once. */
function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      void stop(signal);
    });
  }
}
