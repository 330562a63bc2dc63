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
  'loop-next': answer(() => ({ kind: 'loop-next' })),
};
const WITHOUT_VALUE = ['truncated', 'hang', 'reset', 'loop-next'];

/**
 * Reads faults from the command line, one per value: an optional method, a path, then words such as
 * `status=503`, `times=2`, `after=5`, `latency=200`, `contract=<id>`, `retry-after=2`, `location=<url>`,
 * `drip=10`, `huge=50000000`, `gzip-bomb=100000000`, `foreign-next=<url>`, `raw=<text>`, `truncated`, `hang`,
 * `reset`, `loop-next`. Throws an error that names the word it cannot read.
 */
export function faultsFromFlags(values: readonly string[]): Fault[] {
  return values.map(faultFromFlag);
}

function faultFromFlag(flag: string): Fault {
  const words = flag.trim().split(/\s+/);
  const method = /^[a-z]+$/i.test(words[0] ?? '') ? words.shift() : undefined;
  const path = words.shift();
  if (!path) throw new Error(`--fault "${flag}" has no path`);
  const start: Draft = { path, ...(method && { method: method.toUpperCase() }) };
  const draft = words.reduce((made, word) => apply(made, word, flag), start);
  return parseFault(draft);
}

function apply(draft: Draft, word: string, flag: string): Draft {
  const cut = word.indexOf('=');
  const [name, value] = cut < 0 ? [word, ''] : [word.slice(0, cut), word.slice(cut + 1)];
  const isKnown = Object.hasOwn(WORDS, name) && WITHOUT_VALUE.includes(name) === (value === '');
  const change = isKnown ? WORDS[name] : undefined;
  if (!change) throw new Error(`--fault "${flag}": cannot read "${word}"`);
  try {
    const changed = change(draft, value);
    parseFault({ latencyMs: 1, ...changed });
    return changed;
  } catch {
    throw new Error(`--fault "${flag}": cannot read "${word}"`);
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
