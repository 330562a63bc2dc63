import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** One measured promise. */
export interface Figure {
  /** R1 to R22. */
  readonly id: string;
  readonly figure: string;
  readonly goal: string;
  readonly measured: string;
  /** Undefined when it was not run. */
  readonly held: boolean | undefined;
}

export interface RunOptions {
  readonly seed: number;
  /** Smaller counts and times, for a first look; the goals stay. */
  readonly short: boolean;
  /** Measured once, at the first call. */
  readonly capacity: () => Promise<Capacity>;
}

/** C: the highest rate that the server holds. */
export interface Capacity {
  readonly ratePerSecond: number;
  /** Each rate that was tried with its p50 and p99 in milliseconds, as text. */
  readonly steps: string;
}

/** Measures one or more figures on a server of its own, and leaves nothing running. */
export interface Runner {
  readonly id: string;
  run(options: RunOptions): Promise<readonly Figure[]>;
}

/** The figures as Markdown, under the line that says what they were measured on. */
export function tableOf(figures: readonly Figure[], { seed, short }: Pick<RunOptions, 'seed' | 'short'>): string {
  const rows = figures.map(({ id, figure, goal, measured, held }) =>
    [id, figure, goal, measured, verdictOf(held)].map((cell) => cell.replaceAll('|', '\\|')),
  );
  const lines = [['id', 'figure', 'goal', 'measured', 'verdict'], Array<string>(5).fill('---'), ...rows];
  const heading = `seed ${seed} · ${short ? 'short form' : 'long form'} · commit ${commit()} · ${machine()}`;
  return `${heading}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function verdictOf(held: boolean | undefined): string {
  if (held === undefined) return 'not run';
  return held ? 'held' : '**MISSED**';
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src') === '' ? '' : ' and changes')
    );
  } catch {
    return 'unknown';
  }
}

function machine(): string {
  const cores = cpus();
  return `Node ${process.versions.node}, ${cores.length} cores, ${cores[0]?.model.trim() ?? 'unknown CPU'}`;
}
