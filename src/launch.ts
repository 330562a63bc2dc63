import { parseArgs } from 'node:util';
import { createAleph } from './aleph/client.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { SANDBOX_CREDENTIALS, type Sandbox, startSandbox } from './sandbox/server.ts';
import { createServer } from './server.ts';

/** Runs the process. `defaultUpstream` holds where neither a flag nor ALEPH_UPSTREAM says. */
export async function launch(defaultUpstream: Config['upstream']): Promise<void> {
  try {
    await run(configFromCommandLine(defaultUpstream));
  } catch (error) {
    const mistakes = operatorMistakes(error);
    if (mistakes === undefined) throw error;
    process.stderr.write(mistakes.map((mistake) => `aleph-graphql: ${mistake}\n`).join(''));
    process.exit(1);
  }
}

function configFromCommandLine(defaultUpstream: Config['upstream']): Config {
  const { values } = parseArgs({
    options: { sandbox: { type: 'boolean' }, live: { type: 'boolean' }, port: { type: 'string' } },
  });
  if (values.live && values.sandbox) throw new ConfigError(['--sandbox and --live exclude each other']);
  const upstream = values.live ? 'live' : values.sandbox ? 'sandbox' : undefined;
  return loadConfig({ upstream, defaultUpstream, port: values.port });
}

/** What whoever starts the process can put right; undefined for a mistake of this program. */
function operatorMistakes(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.mistakes;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const isOperators = /^(ERR_PARSE_ARGS_.+|EADDRINUSE|EADDRNOTAVAIL|EACCES|ENOTFOUND)$/.test(String(error.code));
  return isOperators ? [error.message] : undefined;
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const sandbox = config.upstream === 'sandbox' ? await openSandbox(config, log) : undefined;
  const { apiUrl, tokenUrl } = sandbox ? { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` } : config;
  const aleph = createAleph({
    apiUrl,
    tokenUrl,
    audience: config.audience,
    timeoutMs: config.upstreamTimeoutMs,
    tokenTimeoutMs: config.tokenTimeoutMs,
    maxCalls: config.maxUpstreamCalls,
  });
  const server = createServer(aleph, config, { log, ...(sandbox && { sandboxCredentials: sandbox.credentials }) });
  const url = await server.listen();
  // Before anybody is told that the server is there: whoever hears of it may end it at once.
  onceToldToEnd(async (signal) => {
    log.info({ signal }, 'draining');
    await server.drain();
    await aleph.close();
    await sandbox?.close();
    log.info('stopped');
  });
  log.info(
    { url, graphql: `${url}/graphql`, graphiql: config.graphiql ? `${url}/graphql` : undefined, upstream: apiUrl },
    'listening',
  );
}

async function openSandbox(config: Config, log: Log): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: config.sandboxPort, host: config.host });
  log.info(
    {
      url: sandbox.url,
      credentials: SANDBOX_CREDENTIALS.map(({ clientId, clientSecret }) => ({ clientId, clientSecret })),
    },
    'sandbox',
  );
  return sandbox;
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
