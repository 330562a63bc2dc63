import { createLog, type Log } from '../../src/exchange/log.ts';

export interface MemoryLog {
  readonly log: Log;
  /** The log lines as text. */
  readonly lines: readonly string[];
  /** The lines of one kind, parsed. */
  entries(msg: string): Record<string, unknown>[];
  clear(): void;
}

/** A log that keeps its lines in memory instead of printing them. */
export function createMemoryLog(): MemoryLog {
  const lines: string[] = [];
  return {
    log: createLog('info', { write: (line) => lines.push(line) }),
    lines,
    entries: (msg) => lines.map((line) => JSON.parse(line)).filter((entry) => entry.msg === msg),
    clear: () => lines.splice(0),
  };
}
