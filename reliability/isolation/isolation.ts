import { systemClock } from '../../src/async/clock.ts';
import type { Fault, Sandbox } from '../../src/sandbox/server.ts';
import { createDice, type Dice } from '../../test/support/inputs/dice.ts';
import { type Asker, askersOf, TENANTS } from './askers.ts';
import { askInCalm, type Calm } from './calm.ts';
import { leakIn, type Received } from './verdict.ts';

export interface IsolationRun {
  readonly seed: number;
  readonly requests: number;
  /** The server under test, in front of `sandbox`. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /**
   * What ends a token. TOKENS, the default, revokes all of one tenant: for a server with a fast clock, as a tenant gets
   * another token once a minute at most. ANSWERS only makes Aleph refuse one call with 401.
   */
  readonly revoke?: 'TOKENS' | 'ANSWERS';
}

export interface IsolationReport {
  readonly requests: number;
  /** Replies with data in them. */
  readonly answered: number;
  readonly refused: number;
  /** Given up by the client. */
  readonly aborted: number;
  /** Connections that ended without a reply though nobody had given up. */
  readonly dropped: number;
  readonly revocations: number;
  readonly leaks: readonly { readonly asker: string; readonly query: string; readonly leak: string }[];
}

interface Round extends IsolationRun {
  readonly dice: Dice;
  readonly calm: Calm;
  readonly askers: readonly Asker[];
  readonly report: { -readonly [Name in keyof IsolationReport]: IsolationReport[Name] };
  readonly seenIds: Set<string>;
}

const CONCURRENCIES = [1, 2, 4, 8, 16, 32, 64];
const RIGHTFUL_CHANCE = 0.6;
const ABORT_CHANCE = 0.1;
const FAULT_CHANCE = 0.1;
const SLOW_CHANCE = 0.3;
const REVOKE_CHANCE = 0.02;
const LONGEST_WAIT_MS = 40;

/** Lets tenants and their twins ask the same at once, while calls fail, clients leave and tokens end; counts leaks. */
export async function runIsolation(run: IsolationRun): Promise<IsolationReport> {
  const dice = createDice(run.seed);
  const calm = await askInCalm(run.sandbox);
  const report = { requests: 0, answered: 0, refused: 0, aborted: 0, dropped: 0, revocations: 0, leaks: [] };
  const seenIds = new Set<string>();
  let askers = await askersOf(run.sandbox);
  const round: Round = { ...run, dice, calm, report, seenIds, askers };
  await settleIn(round);
  while (report.requests < run.requests) {
    const size = Math.min(dice.pick(CONCURRENCIES), run.requests - report.requests);
    await playRound({ ...round, askers }, size);
    run.sandbox.clearFaults();
    // Tokens that the askers hold may have been revoked meanwhile.
    askers = await askersOf(run.sandbox);
  }
  return report;
}

/** A clock that runs so many times faster than it should, so that what is rare in a minute is common in a second. */
export function createFastClock(times: number): typeof systemClock {
  return { ...systemClock, now: () => systemClock.now() * times };
}

/** Tenants are there before anybody tries to be taken for them: a server that mixes them up has something to give. */
async function settleIn(round: Round): Promise<void> {
  for (const asker of round.askers.filter(({ tenant }) => tenant !== undefined)) {
    round.report.requests += 1;
    await ask(round, { asker, question: 0, abortAfterMs: undefined, proposedId: undefined });
  }
}

async function playRound(round: Round, size: number): Promise<void> {
  const { dice, calm, report } = round;
  report.requests += size;
  const favourite = dice.int(0, calm.questions.length - 1);
  const rightful = round.askers.filter(({ tenant }) => tenant !== undefined);
  const plans = Array.from({ length: size }, () => ({
    asker: dice.pick(dice.chance(RIGHTFUL_CHANCE) ? rightful : round.askers),
    question: dice.chance(0.7) ? favourite : dice.int(0, calm.questions.length - 1),
    abortAfterMs: dice.chance(ABORT_CHANCE) ? dice.int(0, LONGEST_WAIT_MS) : undefined,
    proposedId: dice.chance(0.5) ? dice.uuid() : undefined,
  }));
  for (const _ of plans) spoil(round);
  const replies = plans.map((plan) => ask(round, plan));
  // While they are under way.
  for (const _ of plans) if (dice.chance(REVOKE_CHANCE)) endToken(round);
  await Promise.all(replies);
}

interface Plan {
  readonly asker: Asker;
  readonly question: number;
  readonly abortAfterMs: number | undefined;
  readonly proposedId: string | undefined;
}

async function ask(round: Round, { asker, question, abortAfterMs, proposedId }: Plan): Promise<void> {
  const { url, calm, report } = round;
  const abort = new AbortController();
  const timer = abortAfterMs === undefined ? undefined : setTimeout(() => abort.abort(), abortAfterMs);
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-aleph-receipt': '1',
        ...(proposedId !== undefined && { 'x-request-id': proposedId }),
        ...asker.headers,
      },
      body: JSON.stringify(calm.questions[question]),
      signal: abort.signal,
    });
    const body = (await response.json()) as Received['body'];
    judge(round, { asker, question, proposedId }, { requestId: response.headers.get('x-request-id'), body });
  } catch (error) {
    if (abort.signal.aborted) report.aborted += 1;
    else if (error instanceof TypeError) report.dropped += 1;
    else throw error;
  } finally {
    clearTimeout(timer);
  }
}

function judge(round: Round, plan: Omit<Plan, 'abortAfterMs'>, received: Received): void {
  const { calm, report, seenIds } = round;
  const { asker, question, proposedId } = plan;
  const { requestId, body } = received;
  if (body.data == null) report.refused += 1;
  else report.answered += 1;
  const foreign = TENANTS.filter((tenant) => tenant !== asker.tenant).map((tenant) => calm.exclusive[tenant]);
  const expected = calm.expected(asker, question);
  const isRepeated = requestId === null || seenIds.has(requestId);
  seenIds.add(String(requestId));
  const leak = leakIn({ asker, expected, foreign, proposedId }, received) ?? (isRepeated ? 'an id twice' : undefined);
  if (leak === undefined) return;
  report.leaks = [...report.leaks, { asker: asker.name, query: String(calm.questions[question]?.query), leak }];
}

const ROUTES = ['/contracts', '/tasking/*', '/archive/*', '/v2/*', '/oauth/token', '*'];
const ANSWERS: readonly Fault['answer'][] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
  { kind: 'status', status: 401, body: { message: 'Unauthorized' } },
  { kind: 'raw', body: '<html>Bad gateway</html>' },
  { kind: 'truncated' },
  { kind: 'reset' },
];

/** For one call of somebody in this round. */
function spoil({ dice, sandbox }: Round): void {
  const path = dice.pick(ROUTES);
  if (dice.chance(SLOW_CHANCE)) sandbox.inject({ path, times: 1, latencyMs: dice.int(1, LONGEST_WAIT_MS) });
  const answer = dice.pick(ANSWERS);
  if (dice.chance(FAULT_CHANCE) && answer !== undefined) sandbox.inject({ path, times: 1, answer });
}

function endToken({ dice, sandbox, report, revoke = 'TOKENS' }: Round): void {
  report.revocations += 1;
  if (revoke === 'TOKENS') sandbox.revoke(dice.pick(TENANTS));
  else
    sandbox.inject({ path: '*', times: 1, answer: { kind: 'status', status: 401, body: { message: 'Unauthorized' } } });
}
