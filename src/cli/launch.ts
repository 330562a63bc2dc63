import { setFlagsFromString } from 'node:v8';
import { createAleph } from '../aleph/client.ts';
import { alephOptionsOf, type Config, ConfigError } from '../config/config.ts';
import { createLog, type Log, standardOutput } from '../exchange/log.ts';
import { findTracing } from '../observability/tracing.ts';
import type { Fault, Sandbox } from '../sandbox/server.ts';
import { printedSchema } from '../schema/print.ts';
import { createServer } from '../server.ts';
import { type Addresses, bannerOf } from './banner.ts';
import { type Command, readCommand } from './command-line.ts';

/** Runs the process. `defaultUpstream` holds where neither a flag nor ALEPH_UPSTREAM says. */
export async function launch(defaultUpstream: Config['upstream']): Promise<void> {
  try {
    await carryOut(readCommand(process.argv.slice(2), defaultUpstream));
  } catch (error) {
    const mistakes = operatorMistakes(error);
    if (mistakes === undefined) throw error;
    process.stderr.write(mistakes.map((mistake) => `aleph-graphql: ${mistake}\n`).join(''));
    process.exit(1);
  }
}

async function carryOut(command: Command): Promise<void> {
  if (command.kind === 'print') process.stdout.write(command.text);
  else if (command.kind === 'print-schema') process.stdout.write(printedSchema());
  else {
    const { kind, config } = command;
    const faults = await readFaults(command.faults);
    if (kind === 'run') await run(config, faults);
    else process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
  }
}

/** Throws ConfigError, which names each that cannot be read. */
async function readFaults(flags: readonly string[]): Promise<readonly Fault[]> {
  if (flags.length === 0) return [];
  const { faultsFromFlags } = await import('../sandbox/http/fault-flags.ts');
  const { faults, mistakes } = faultsFromFlags(flags);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return faults;
}

/** What whoever starts the process can put right; undefined for a mistake of this program. */
function operatorMistakes(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.mistakes;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const isOperators = /^(ERR_PARSE_ARGS_.+|EADDRINUSE|EADDRNOTAVAIL|EACCES|ENOTFOUND)$/.test(String(error.code));
  return isOperators ? [error.message] : undefined;
}

async function run(config: Config, faults: readonly Fault[]): Promise<void> {
  tuneHeap();
  const log = createLog(config.logLevel, standardOutput());
  const sandbox = config.upstream === 'sandbox' ? await openSandbox(config, faults) : undefined;
  const { apiUrl, tokenUrl } = sandbox ? { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` } : config;
  const aleph = createAleph({ ...alephOptionsOf(config), apiUrl, tokenUrl });
  const sandboxCredentials = sandbox?.credentials;
  const server = createServer(aleph, config, { log, tracing: await findTracing(), sandboxCredentials });
  const url = await server.listen();
  // Before anybody is told that the server is there: whoever hears of it may end it at once.
  onceToldToEnd(async (signal) => {
    log.info({ signal }, 'draining');
    await server.drain();
    await aleph.close();
    await sandbox?.close();
    log.info('stopped');
  });
  announce({ url, upstream: apiUrl, graphiql: config.graphiql, sandbox }, log);
}

/**
 * How V8 keeps the heap of a process that makes much and keeps little of it. Left to itself it learns that what a request
 * makes often outlives a collection, puts the like where only a full collection looks, and with it all that it refers to:
 * a composed query costs up to half as much again. And after a pause it lets the heap grow so slowly that it collects all
 * of it every few requests.
 */
function tuneHeap(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=200');
}

/** Its modules are a quarter of ours: a server in front of Aleph itself does without them. */
async function openSandbox({ sandboxPort, host }: Config, faults: readonly Fault[]): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/server.ts');
  return startSandbox({ port: sandboxPort, host, faults });
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

/** Whoever says it twice does not want to wait. */
function onceToldToEnd(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      void stop(signal);
    });
  }
}
