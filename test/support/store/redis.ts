import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

export interface Redis {
  readonly url: string;
  /** Runs a command in redis-cli. */
  cli(...command: readonly string[]): string;
  signal(name: NodeJS.Signals): void;
  close(): Promise<void>;
}

/** A Redis of its own on loopback, in memory alone. */
export async function startRedis(port?: number, ...settings: readonly string[]): Promise<Redis> {
  const at = String(port ?? (await freePort()));
  const args = ['--port', at, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  child.stdout.resume();
  return {
    url: `redis://127.0.0.1:${at}`,
    cli: (...command) => spawnSync('redis-cli', ['-p', at, ...command], { encoding: 'utf8' }).stdout.trim(),
    signal: (name) => void child.kill(name),
    async close() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
