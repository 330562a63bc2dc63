import { type Fault, type FaultAnswer, parseFault } from './faults.ts';

/** A fault under construction; words are applied to it from left to right. */
type Draft = Record<string, unknown>;
type Word = (draft: Draft, value: string) => Draft;

const rule =
  (name: keyof Fault, read: (value: string) => unknown): Word =>
  (draft, value) => ({ ...draft, [name]: read(value) });

const answer =
  (make: (value: string) => FaultAnswer): Word =>
  (draft, value) => ({ ...draft, answer: make(value) });

/** Adds a header to the status answer, which comes first or is 302 or 429 by nature. */
const responseHeader =
  (name: string, status: number): Word =>
  (draft, value) => ({
    ...draft,
    answer: { kind: 'status', status, ...asObject(draft['answer']), headers: { [name]: value } },
  });

/** What a caller may see just after a cancellation: the next read of the task says that it goes on. */
const IN_PROGRESS_ONCE: Fault = {
  method: 'GET',
  path: '/tasking/tasks/*',
  times: 1,
  answer: { kind: 'edited', pattern: '"status":"canceled"', replacement: '"status":"in_progress"' },
};

const WORDS: Readonly<Record<string, Word>> = {
  contract: rule('contractId', String),
  times: rule('times', Number),
  after: rule('after', Number),
  latency: rule('latencyMs', Number),
  status: answer((value) => ({ kind: 'status', status: Number(value) })),
  'retry-after': responseHeader('retry-after', 429),
  location: responseHeader('location', 302),
  raw: answer((body) => ({ kind: 'raw', body })),
  huge: answer((value) => ({ kind: 'huge', bytes: Number(value) })),
  'gzip-bomb': answer((value) => ({ kind: 'gzip-bomb', bytes: Number(value) })),
  drip: answer((value) => ({ kind: 'drip', bytesPerSecond: Number(value) })),
  'foreign-next': answer((url) => ({ kind: 'foreign-next', url })),
  truncated: answer(() => ({ kind: 'truncated' })),
  hang: answer(() => ({ kind: 'hang' })),
  reset: answer(() => ({ kind: 'reset' })),
  close: answer(() => ({ kind: 'close' })),
  'error-body': answer((detail) => ({ kind: 'error-body', body: { detail } })),
  'loop-next': answer(() => ({ kind: 'loop-next' })),
  first: (draft) => ({ ...draft, carriedOut: 'first' }),
  late: (draft) => ({ ...draft, carriedOut: 'late' }),
  relapse: (draft) => ({ ...draft, afterwards: IN_PROGRESS_ONCE }),
};
const WITHOUT_VALUE = ['truncated', 'hang', 'reset', 'close', 'loop-next', 'first', 'late', 'relapse'];

/** The faults that could be read, and a line on each value that could not. */
export interface FlagFaults {
  readonly faults: readonly Fault[];
  readonly mistakes: readonly string[];
}

/**
 * Reads faults from the command line, one per value: an optional method, a path, then words such as
 * `status=503`, `times=2`, `after=5`, `latency=200`, `contract=<id>`, `retry-after=2`, `location=<url>`,
 * `drip=10`, `huge=50000000`, `gzip-bomb=100000000`, `foreign-next=<url>`, `raw=<text>`, `error-body=<text>`,
 * `truncated`, `hang`, `reset`, `close`, `loop-next`, and for writes `first`, `late`, `relapse`.
 */
export function faultsFromFlags(values: readonly string[]): FlagFaults {
  const faults: Fault[] = [];
  const mistakes: string[] = [];
  for (const value of values) {
    try {
      faults.push(faultFromFlag(value));
    } catch (error) {
      mistakes.push(`--fault "${value}": ${error instanceof Error ? error.message : 'no fault'}`);
    }
  }
  return { faults, mistakes };
}

function faultFromFlag(flag: string): Fault {
  const words = flag.trim().split(/\s+/);
  const method = /^[a-z]+$/i.test(words[0] ?? '') ? words.shift() : undefined;
  const path = words.shift();
  if (!path) throw new Error('no path');
  if (!/^[/*]/.test(path)) throw new Error(`the path "${path}" does not start with / or *`);
  const start: Draft = { path, ...(method && { method: method.toUpperCase() }) };
  const draft = words.reduce(apply, start);
  if (!['answer', 'latencyMs', 'afterwards'].some((name) => name in draft))
    throw new Error('neither latency nor what to answer');
  return parseFault(draft);
}

function apply(draft: Draft, word: string): Draft {
  const cut = word.indexOf('=');
  const [name, value] = cut < 0 ? [word, ''] : [word.slice(0, cut), word.slice(cut + 1)];
  const isKnown = Object.hasOwn(WORDS, name) && WITHOUT_VALUE.includes(name) === (value === '');
  const change = isKnown ? WORDS[name] : undefined;
  if (!change) throw new Error(`cannot read "${word}"`);
  try {
    const changed = change(draft, value);
    parseFault({ latencyMs: 1, ...changed });
    return changed;
  } catch {
    throw new Error(`cannot read "${word}"`);
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
