import { createLog, type Log } from '../../src/exchange/log.ts';

export interface MemoryLog {
  readonly log: Log;
  /** What was written, line by line, as text. */
  readonly lines: readonly string[];
  /** The lines of one kind, parsed. */
  entries(msg: string): Record<string, unknown>[];
  clear(): void;
}

/** The log of the process, kept instead of printed. */
export function createMemoryLog(): MemoryLog {
  const lines: string[] = [];
  return {
    log: createLog('info', { write: (line) => lines.push(line) }),
    lines,
    entries: (msg) => lines.map((line) => JSON.parse(line)).filter((entry) => entry.msg === msg),
    clear: () => lines.splice(0),
  };
}
