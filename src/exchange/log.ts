import { pino } from 'pino';

/** A log as far as this package writes one. */
export interface Log {
  info(record: object, message: string): void;
  warn(record: object, message: string): void;
  error(record: object, message: string): void;
  /** Writes the log line of a request, in the format of `info`, at a third of its cost. */
  noteRequest(record: object): void;
}

export interface LogDestination {
  write(line: string): void;
}

/**
 * A log of JSON lines, on standard output unless `destination` is given. Callers name each member that they log, so no
 * request, header or variable is logged as a whole.
 *
 * @example
 * const log = createLog('info');
 * log.info({ port: 4000 }, 'listening');
 */
export function createLog(level: string, destination: LogDestination = pino.destination(1)): Log {
  const now = () => new Date().toISOString();
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${now()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = pino(options, destination);
  const noteRequest = (record: object) => {
    if (!log.isLevelEnabled('info')) return;
    destination.write(`${JSON.stringify({ level: 'info', time: now(), ...record, msg: 'request' })}\n`);
  };
  return Object.assign(log, { noteRequest });
}

const HELD_MS = 50;
const HELD_LENGTH = 8_192;

/**
 * Standard output with a buffer of 50 ms, since a write costs more than making the line. The buffer is written when the
 * process exits; a killed process loses it. Pino has a buffer too, but it scans all held text with each new line.
 */
export function standardOutput(): LogDestination {
  const output = pino.destination({ dest: 1, sync: true });
  let held: string[] = [];
  let heldLength = 0;
  const flush = () => {
    if (held.length > 0) output.write(held.join(''));
    held = [];
    heldLength = 0;
  };
  setInterval(flush, HELD_MS).unref();
  process.once('exit', flush);
  return {
    write(line) {
      held.push(line);
      heldLength += line.length;
      if (heldLength > HELD_LENGTH) flush();
    },
  };
}

/** The type and the stack frames of an error, without its message: libraries quote input in theirs. */
export function placeOf(error: Error): { readonly error: string; readonly at: readonly string[] } {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, at: frames.map((line) => line.trim()) };
}

/** The mark of a caller, which links its log lines. It changes with each start of the process. */
export function markOf(identity: string): string {
  return identity.slice(0, 8);
}

/** Text from a caller, cut to 64 characters and without control characters, which could forge log lines. */
export function loggable(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text?.slice(0, 64).replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}
