import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A part of the bench in a process of its own. */
export interface Process {
  readonly url: string;
  /** User and system time so far, threads included; undefined where there is no /proc. */
  cpuMs(): number | undefined;
  rssMb(): number | undefined;
  stop(): Promise<void>;
}

export interface ProcessPlan {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs, if cores can be chosen. */
  readonly core: number;
  readonly cwd?: string;
}

/** Under test on the first core, all that only serves the test on the second. */
export const CORES = { tested: 0, others: 1 } as const;
const STARTS_WITHIN_MS = 60_000;
/** Linux counts time for programs in hundredths, whatever the kernel's own clock. */
const TICK_MS = 10;

export const canPin = spawnSync('taskset', ['-c', String(CORES.others), 'true']).status === 0;

/** Moves this process, threads included, to where it does not disturb the one under test. */
export function pinSelf(): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', String(CORES.others), String(process.pid)]);
}

/** Resolves once the process says where it listens. What it logs goes to a file, as a log would. */
export async function startProcess({ argv, env = {}, core, cwd = ROOT }: ProcessPlan): Promise<Process> {
  const folder = mkdtempSync(join(tmpdir(), 'aleph-bench-'));
  const logPath = join(folder, 'log');
  const log = openSync(logPath, 'w');
  const [command = 'node', ...rest] = canPin
    ? ['taskset', '-c', String(core), process.execPath, ...argv]
    : [process.execPath, ...argv];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  process.once('exit', () => child.kill('SIGKILL'));
  const stop = async () => {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    const gone = isGone ? undefined : once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await addressIn(logPath, child);
    return { url, cpuMs: () => cpuMsOf(child.pid), rssMb: () => rssMbOf(child.pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(logPath: string, child: ChildProcess): Promise<string> {
  for (const end = Date.now() + STARTS_WITHIN_MS; Date.now() < end; await wait(20)) {
    const line = readFileSync(logPath, 'utf8')
      .split('\n')
      .find((text) => text.includes('"msg":"listening"'));
    if (line !== undefined) return JSON.parse(line).url;
    if (child.exitCode !== null) break;
  }
  throw new Error(`${child.spawnargs.join(' ')} does not listen`);
}

function cpuMsOf(pid: number | undefined): number | undefined {
  const stat = procText(pid, 'stat');
  // The name of the program comes in brackets and may hold spaces; state is the first field after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function rssMbOf(pid: number | undefined): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(procText(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
}

function procText(pid: number | undefined, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

const BUILT = join(ROOT, 'dist', 'bench');

/** Plain JavaScript of bench files, as the server runs: a loader in the process would cost memory and time. */
export function buildParts(names: readonly string[]): (name: string) => string {
  for (const name of names) {
    const source = readFileSync(join(ROOT, 'bench', `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const path = join(BUILT, `${name}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
  }
  return (name) => join(BUILT, `${name}.js`);
}

/** `dist` is what is published. */
export function removeParts(): void {
  rmSync(BUILT, { recursive: true, force: true });
}
