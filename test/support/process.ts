import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface RunningProcess {
  /** Resolves with the first log line of this kind. */
  until(msg: string): Promise<Record<string, string>>;
  /** Everything on standard output so far, as text. */
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** The exit code, once the process has ended; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  /** Peak memory so far, in MiB; Linux only. */
  peakMemory(): number;
}

/** Runs a built entry as a user would, with PATH as the only variable of this process. */
export function runEntry(entry: 'main' | 'bin', args: readonly string[], env: Record<string, string>): RunningProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [`dist/${entry}.js`, ...args], { cwd: ROOT, env: { PATH, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return {
    until: (msg) =>
      vi.waitFor(() => {
        const lines = stdout.split('\n').filter((line) => line.endsWith('}'));
        const found = lines.map((line) => JSON.parse(line)).find((line) => line.msg === msg);
        expect(found, stderr).toBeDefined();
        return found;
      }, 10_000),
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (name) => child.kill(name),
    exit: once(child, 'close').then(([code]) => code),
    peakMemory: () => {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      return Number(kilobytes) / 1_024;
    },
  };
}
