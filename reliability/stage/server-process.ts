import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What the server holds right after a collection of its heap. */
export interface Sample {
  readonly heapMb: number;
  readonly rssMb: number;
  readonly sockets: number;
  readonly timers: number;
  /** Since the sample before. */
  readonly loopDelayP99Ms: number;
}

export interface ServerProcess {
  readonly url: string;
  /** From the spawn to the line that says where it listens. */
  readonly startedInMs: number;
  /** Resident memory; NaN where the system does not tell. */
  rssMb(): number;
  /** The most resident memory since the last reset. */
  peakRssMb(): number;
  resetPeak(): void;
  /** Only with `reportsHeap`. */
  sample(): Promise<Sample>;
  signal(name: NodeJS.Signals): void;
  isRunning(): boolean;
  /** The exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

export interface ServerProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Keeps the server on the first core, where the system can. */
  readonly pinned?: boolean;
  readonly reportsHeap?: boolean;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HEAP_REPORTER = new URL('./heap-reporter.mjs', import.meta.url).href;
const START_MS = 20_000;

/** Keeps this process, and with it the sandbox, off the core of the server. */
export function pinDriver(): void {
  if (canPin()) execFileSync('taskset', ['-acp', '1', String(process.pid)], { stdio: 'ignore' });
}

/** Runs the built server in front of the upstream under `upstreamUrl`, on a free port. Rejects when it does not start. */
export async function startServerProcess(
  upstreamUrl: string,
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawnServer(upstreamUrl, options);
  // A test that runs out of time cleans nothing up, and its process would go on for ever.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const exit = once(child, 'close').then(([code]): number | null => {
    process.off('exit', kill);
    return code;
  });
  const url = await listeningUrl(child, stdout, stderr);
  return {
    url,
    startedInMs: performance.now() - startedAt,
    rssMb: () => memoryOf(child, 'VmRSS'),
    peakRssMb: () => memoryOf(child, 'VmHWM'),
    resetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    sample: async () => {
      const answer = once(child, 'message');
      child.send('sample');
      const [sample] = await answer;
      return sample;
    },
    signal: (name) => child.kill(name),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    exit,
    stdout,
    stderr,
  };
}

function spawnServer(upstreamUrl: string, { env, cwd, pinned, reportsHeap }: ServerProcessOptions): ChildProcess {
  const { PATH = '' } = process.env;
  const flags = reportsHeap ? ['--expose-gc', '--import', HEAP_REPORTER] : [];
  const node = [process.execPath, ...flags, `${ROOT}dist/main.js`, '--live'];
  const [command = '', ...args] = pinned && canPin() ? ['taskset', '-c', '0', ...node] : node;
  const upstream = { ALEPH_API_URL: upstreamUrl, ALEPH_TOKEN_URL: `${upstreamUrl}/oauth/token` };
  return spawn(command, args, {
    cwd: cwd ?? ROOT,
    env: { PATH, PORT: '0', ...upstream, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(reportsHeap ? (['ipc'] as const) : [])],
  });
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function listeningUrl(child: ChildProcess, stdout: () => string, stderr: () => string): Promise<string> {
  const signal = AbortSignal.timeout(START_MS);
  const ended = once(child, 'close', { signal });
  ended.catch(() => undefined);
  for (;;) {
    const url = /"url":"([^"]+)"[^\n]*"msg":"listening"/.exec(stdout())?.[1];
    if (url !== undefined) return url;
    const more = child.stdout === null ? ended : once(child.stdout, 'data', { signal });
    await Promise.race([more, ended]);
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server did not start: ${stderr()}`);
  }
}

function memoryOf({ pid }: ChildProcess, member: 'VmRSS' | 'VmHWM'): number {
  try {
    const line = new RegExp(`^${member}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function canPin(): boolean {
  if (cpus().length < 2) return false;
  try {
    execFileSync('taskset', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
