import { createDice } from '../../test/support/inputs/dice.ts';
import { badInputsByHand } from './by-hand.ts';
import { flippedBody, flippedHeader, mutatedQuery } from './mutations.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { type BadInput, NORTH_LINES, replyTo, requestBytes } from './wire.ts';

export interface BadInputRun {
  readonly seed: number;
  readonly count: number;
  /** A server in front of a sandbox. */
  readonly url: string;
}

export interface BadInputReport {
  readonly sent: number;
  /** Those that were answered as promised: by a code of the closed list, or rightly where the input had stayed good. */
  readonly typed: number;
  readonly failures: readonly { readonly input: string; readonly fault: string }[];
  /** How often each code came; `answered` stands for replies without an error. */
  readonly codes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

const AT_ONCE = 8;
const BATCH = 100;
const LONGEST_NAME = 400;

/** Sends bad inputs, a hundred at a time, and a good one after each hundred to see the server still there. */
export async function runBadInputs({ seed, count, url }: BadInputRun): Promise<BadInputReport> {
  const inputs = badInputs(seed, count);
  const codes: Record<string, number> = {};
  const failures: { input: string; fault: string }[] = [];
  let typed = 0;
  let slowestMs = 0;
  const judge = async ({ name, bytes }: BadInput): Promise<void> => {
    const startedAt = performance.now();
    const { codes: found, fault } = verdictOn(await replyTo(url, bytes));
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    for (const code of found.length === 0 ? ['answered'] : new Set(found)) codes[code] = (codes[code] ?? 0) + 1;
    if (fault === undefined) typed += 1;
    else failures.push({ input: name.slice(0, LONGEST_NAME), fault });
  };
  for (let start = 0; start < inputs.length; start += BATCH) {
    await eachAtOnce(inputs.slice(start, start + BATCH), judge);
    const { fault } = await goodInput(url);
    if (fault !== undefined) failures.push({ input: `a good one after ${start + BATCH}`, fault });
  }
  return { sent: inputs.length, typed, failures, codes, slowestMs: Math.round(slowestMs) };
}

/** The hand-made ones first, then a half of mutated queries and a quarter each of flipped bodies and headers. */
function badInputs(seed: number, count: number): readonly BadInput[] {
  const byHand = badInputsByHand().slice(0, count);
  const dice = createDice(seed);
  const generators = [mutatedQuery, mutatedQuery, flippedBody, flippedHeader];
  return [
    ...byHand,
    ...Array.from({ length: count - byHand.length }, (_, index) =>
      (generators[index % generators.length] ?? mutatedQuery)(dice),
    ),
  ];
}

async function eachAtOnce(inputs: readonly BadInput[], judge: (input: BadInput) => Promise<void>): Promise<void> {
  const waiting = inputs.values();
  const work = async () => {
    for (const input of waiting) await judge(input);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function goodInput(url: string): Promise<Verdict> {
  const body = JSON.stringify({ query: '{ contracts { id } }' });
  const reply = await replyTo(url, requestBytes({ headers: NORTH_LINES, body }));
  const verdict = verdictOn(reply);
  const isAnswered = verdict.codes.length === 0 && reply?.status === 200;
  return { codes: verdict.codes, fault: verdict.fault ?? (isAnswered ? undefined : `refused: ${verdict.codes}`) };
}
