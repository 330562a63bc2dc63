import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCanaries } from '../../reliability/canaries/canaries.ts';
import type { Hit } from '../../reliability/canaries/needles.ts';
import { addressOf } from '../../reliability/stage/spawned.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const POLL_MS = 50;

export interface HeapRun {
  readonly seed: number;
  readonly sandbox: Sandbox;
  /** From the last reply to the snapshot. */
  readonly idleMs: number;
}

export interface HeapReport {
  /** What a snapshot of the built server holds of client secrets, right and wrong; tokens are kept on purpose. */
  readonly hits: readonly Hit[];
  /** Whether a token was in it, as it must be in a snapshot that holds anything at all. */
  readonly isReadable: boolean;
}

/** Runs the canaries through the built server, has it collect its garbage, and searches all that is left in memory. */
export async function searchHeap({ seed, sandbox, idleMs }: HeapRun): Promise<HeapReport> {
  const folder = mkdtempSync(join(tmpdir(), 'heap-'));
  const child = startServer(sandbox, folder);
  const ended = once(child, 'exit');
  let heap = '';
  try {
    const written = async () => {
      await wait(idleMs);
      heap = await snapshotOf(child, folder);
      return { heap };
    };
    const { hits } = await runCanaries({ seed, url: await addressOf(child), sandbox, written, misplace: false });
    const inHeap = hits.filter(({ place }) => place === 'heap');
    return {
      hits: inHeap.filter(({ canary }) => /secret/i.test(canary)),
      isReadable: inHeap.some(({ canary }) => /token/i.test(canary)),
    };
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  }
}

function startServer(sandbox: Sandbox, folder: string): ChildProcess {
  const { PATH = '' } = process.env;
  const env = { PATH, PORT: '0', ALEPH_API_URL: sandbox.url, ALEPH_TOKEN_URL: `${sandbox.url}/oauth/token` };
  const flags = ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${folder}`];
  const args = [...flags, 'dist/main.js', '--live'];
  return spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The process writes it bit by bit; it is whole once it is JSON. */
async function snapshotOf(child: ChildProcess, folder: string): Promise<string> {
  child.kill('SIGUSR2');
  for (;;) {
    await wait(POLL_MS);
    const [file] = readdirSync(folder);
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
    if (isJson(text)) return text;
    if (child.exitCode !== null) throw new Error('the server ended before its snapshot');
  }
}

function isJson(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
