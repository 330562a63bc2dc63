import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { addressOf } from './spawned.ts';

/** A sandbox in a process of its own. */
export interface FarSandbox extends Pick<Sandbox, 'url'> {
  close(): Promise<void>;
}

export interface FarSandboxOptions {
  /** Of every answer. */
  readonly latencyMs: number;
  readonly itemCount: number;
}

const FILE = fileURLToPath(import.meta.url);
/** Callers come by the clock: where both are on one core, the sandbox is the one to wait. */
const LESS_URGENT = 5;

export async function startFarSandbox({ latencyMs, itemCount }: FarSandboxOptions): Promise<FarSandbox> {
  const argv = ['--import', 'tsx', FILE, String(latencyMs), String(itemCount)];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = await addressOf(child);
  if (child.pid !== undefined) setPriority(child.pid, LESS_URGENT);
  return {
    url,
    close: async () => {
      const gone = once(child, 'exit');
      kill();
      await gone;
      process.off('exit', kill);
    },
  };
}

async function announce([latencyMs = 0, itemCount = 0]: readonly number[]): Promise<void> {
  const { url, inject } = await startSandbox({ itemCount });
  inject({ path: '*', latencyMs });
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url })}\n`);
}

if (process.argv[1] === FILE) await announce(process.argv.slice(2).map(Number));
