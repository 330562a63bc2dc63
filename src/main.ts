#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createAleph } from './aleph/client.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { SANDBOX_CREDENTIALS, type Sandbox, startSandbox } from './sandbox/server.ts';
import { createServer } from './server.ts';

try {
  await run(configFromCommandLine());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.mistakes.map((mistake) => `aleph-graphql: ${mistake}`).join('\n')}\n`);
  process.exitCode = 1;
}

function configFromCommandLine(): Config {
  const { values } = parseArgs({
    options: { sandbox: { type: 'boolean' }, live: { type: 'boolean' }, port: { type: 'string' } },
  });
  const upstream = values.live ? 'live' : values.sandbox ? 'sandbox' : undefined;
  return loadConfig({ upstream, port: values.port });
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
  log.info(
    { url, graphql: `${url}/graphql`, graphiql: config.graphiql ? `${url}/graphql` : undefined, upstream: apiUrl },
    'listening',
  );

  const stop = async (signal: NodeJS.Signals) => {
    process.once(signal, () => process.exit(1));
    log.info({ signal }, 'draining');
    await server.drain();
    await aleph.close();
    await sandbox?.close();
    log.info('stopped');
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
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
