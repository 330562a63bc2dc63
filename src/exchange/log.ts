import { type DestinationStream, type Logger, pino } from 'pino';

export interface Log extends Logger {
  /** The line that every request leaves: as `info` writes one, at a third of the cost. */
  noteRequest(record: object): void;
}

/**
 * JSON lines on standard output, or wherever `destination` writes. Callers name each member they log: no request,
 * header or variable goes in whole.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
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
 * Standard output, several lines at a time: writing one takes longer than all else that is done about it. A process that
 * ends writes what it holds; one that is killed takes its last twentieth of a second with it. Pino can hold lines as well, but
 * goes through all that it holds with each one more.
 */
export function standardOutput(): DestinationStream {
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

/** An error by its type and place. Its text stays out: libraries quote input in theirs. */
export function placeOf(error: Error): { readonly error: string; readonly at: readonly string[] } {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, at: frames.map((line) => line.trim()) };
}

/** Text from a caller, made short and safe for a log line. */
export function loggable(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text?.slice(0, 64).replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}
