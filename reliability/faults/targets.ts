import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAleph } from '../../src/aleph/client.ts';
import { alephOptionsOf, loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/exchange/log.ts';
import { createServer } from '../../src/server.ts';
import { neverLate } from '../../test/support/facade/facade.ts';
import type { FaultyAleph } from './faulty-aleph.ts';

/** The server under test, in front of an Aleph that fails. */
export interface Target {
  readonly url: string;
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}

export type Launch = (aleph: FaultyAleph) => Promise<Target>;

/** Short, so that a fault takes seconds to survive and not half a minute. */
const TIMEOUTS = { upstreamTimeoutMs: 3_000, tokenTimeoutMs: 3_000, operationTimeoutMs: 7_000 };
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** No operation is promised to end any sooner. */
export const OPERATION_TIMEOUT_MS = TIMEOUTS.operationTimeoutMs;

/** In this process: quick to start, but it trusts no certificate of ours. */
export async function launchInProcess({ apiUrl, tokenUrl }: FaultyAleph): Promise<Target> {
  const config = { ...loadConfig({ port: '0' }, {}), logLevel: 'silent' as const, ...TIMEOUTS };
  const aleph = createAleph({ ...alephOptionsOf(config), apiUrl, tokenUrl });
  const server = createServer(aleph, config, { log: createLog(config.logLevel), watchLoop: neverLate });
  const url = await server.listen();
  return {
    url,
    isUp: () => isHealthy(url),
    close: async () => {
      await server.drain();
      await aleph.close();
    },
  };
}

/** The built program, which is up for as long as its process is. */
export async function launchProgram({ apiUrl, tokenUrl, tls }: FaultyAleph): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'faulty-aleph-'));
  const trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, tls?.certificate ?? '');
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    PORT: '0',
    ALEPH_UPSTREAM: 'live',
    ALEPH_API_URL: apiUrl,
    ALEPH_TOKEN_URL: tokenUrl,
    UPSTREAM_TIMEOUT_MS: String(TIMEOUTS.upstreamTimeoutMs),
    TOKEN_TIMEOUT_MS: String(TIMEOUTS.tokenTimeoutMs),
    OPERATION_TIMEOUT_MS: String(TIMEOUTS.operationTimeoutMs),
    ...(tls && { NODE_EXTRA_CA_CERTS: trusted }),
  };
  const child = spawn(process.execPath, ['dist/main.js'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const url = await addressIn(child.stdout, ended);
  return {
    url,
    isUp: async () => child.exitCode === null && (await isHealthy(url)),
    close: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Where the program listens, by its own log, which is read to its end: a full pipe would stop the program. */
function addressIn(log: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(log).on('line', (line) => {
      const { msg, url } = JSON.parse(line);
      if (msg === 'listening') resolve(url);
    });
    ended.then(() => reject(new Error('the program ended before it listened')), reject);
  });
}

async function isHealthy(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.status === 200;
}
