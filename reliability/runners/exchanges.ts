import { createRandom } from '../../src/sandbox/world/random.ts';
import { SOUTHERN } from '../../test/support/sandbox/world.ts';
import { type Clients, openClients, runLoad } from '../load/load.ts';
import { goodShare, isGood } from '../load/outcomes.ts';
import { NORTHERN, SOUTHERNER, searchAsk, tasksAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** One place may be rejected ten times in ten minutes, while three more of its tries are already under way. */
export const REJECTION_BUDGET = 13;

/** R6: what callers can make this server ask of Aleph's sign-in. */
export const exchangesRunner: Runner = {
  id: 'R6',
  run: async (options) => [
    await coldFigure(options),
    await contractFigure(options),
    ...(await stuffingFigures(options)),
  ],
};

/** One after another: none of them makes the server think that it is overrun. */
const WARM_UP = 60;

export interface ExchangeCount {
  readonly exchanges: number;
  readonly good: number;
}

/** Callers with one pair, all at once: nobody has its token yet, but the process has been at work for another. */
export async function measureColdStart(stage: Stage, callers: number, seed: number): Promise<ExchangeCount> {
  const random = createRandom(seed);
  const clients = openClients(stage.server.url);
  for (let asked = 0; asked < WARM_UP; asked += 1) await clients.ask(tasksAsk(SOUTHERNER, random));
  const before = stage.tokenCalls();
  const asks = Array.from({ length: callers }, () => clients.ask(tasksAsk(NORTHERN, random)));
  const outcomes = await Promise.all(asks);
  await clients.close();
  return { exchanges: stage.tokenCalls() - before, good: outcomes.filter(isGood).length };
}

/** Half ask for the contract of another; half for one of their own that Aleph answers 401 to, without a reason. */
export async function measureBadContracts(stage: Stage, calls: number, seconds: number): Promise<number> {
  stage.spoil({ path: '/tasking/*', answer: { kind: 'status', status: 401, body: { message: 'Unauthorized' } } });
  const random = createRandom(1);
  const foreign = { ...NORTHERN, contractId: SOUTHERN };
  const clients = openClients(stage.server.url);
  const ask = (index: number) => tasksAsk(index % 2 === 0 ? foreign : NORTHERN, random);
  const outcomes = await runLoad({ clients, ratePerSecond: calls / seconds, seconds, ask });
  await clients.close();
  if (outcomes.some(isGood)) throw new Error('a bad contract was answered');
  return stage.tokenCalls();
}

export interface Stuffing {
  /** Exchanges that reached Aleph for the bad pairs. */
  readonly exchanges: number;
  /** Of a tenant elsewhere who was known before, while it lasted. */
  readonly neighbourShare: number;
  readonly accepted: number;
}

/** Distinct bad pairs from one address, while a known tenant works on from others. */
export async function measureStuffing(stage: Stage, pairs: number, seconds: number): Promise<Stuffing> {
  const [random, attacker, others] = [
    createRandom(1),
    openClients(stage.server.url, { addresses: 1, connectionsEach: 40, network: 66 }),
    openClients(stage.server.url),
  ];
  await others.ask(searchAsk(SOUTHERNER, random));
  const known = stage.tokenCalls();
  const neighbour = runLoad({
    clients: others,
    ratePerSecond: 10,
    seconds,
    ask: () => searchAsk(SOUTHERNER, random, 5),
  });
  const outcomes = await runLoad({
    clients: attacker,
    ratePerSecond: pairs / seconds,
    seconds,
    ask: (index) => ({ query: '{ contracts { id } }', headers: pairHeaders(index) }),
  });
  const share = goodShare(await neighbour);
  await closeAll(attacker, others);
  return {
    exchanges: stage.tokenCalls() - known,
    neighbourShare: share,
    accepted: outcomes.filter(isGood).length,
  };
}

function pairHeaders(index: number): Record<string, string> {
  return { 'x-aleph-client-id': `nobody-${index % 200}`, 'x-aleph-client-secret': `guess-${index}` };
}

async function closeAll(...all: readonly Clients[]): Promise<void> {
  await Promise.all(all.map((clients) => clients.close()));
}

async function coldFigure({ seed }: RunOptions): Promise<Figure> {
  const { exchanges, good } = await onStage({ pinned: true }, (stage) => measureColdStart(stage, 200, seed));
  return {
    id: 'R6',
    figure: 'exchanges for 200 cold parallel requests of one pair',
    goal: '1, all answered',
    measured: `${exchanges}, ${good} answered`,
    held: exchanges === 1 && good === 200,
  };
}

async function contractFigure({ short }: RunOptions): Promise<Figure> {
  const seconds = short ? 10 : 60;
  const exchanges = await onStage({ pinned: true }, (stage) => measureBadContracts(stage, 1_000, seconds));
  const figure = `exchanges for 1,000 bad-contract calls in ${seconds} s`;
  return { id: 'R6', figure, goal: '≤ 2', measured: String(exchanges), held: exchanges <= 2 };
}

async function stuffingFigures({ short }: RunOptions): Promise<readonly Figure[]> {
  const seconds = short ? 15 : 60;
  const { exchanges, neighbourShare, accepted } = await onStage({ pinned: true }, (stage) =>
    measureStuffing(stage, 2_000, seconds),
  );
  return [
    {
      id: 'R6',
      figure: `exchanges for 2,000 bad pairs from one address in ${seconds} s`,
      goal: `≤ ${REJECTION_BUDGET}, none accepted`,
      measured: `${exchanges}, ${accepted} accepted`,
      held: exchanges <= REJECTION_BUDGET && accepted === 0,
    },
    {
      id: 'R6',
      figure: 'success of a known tenant meanwhile',
      goal: '≥ 99 %',
      measured: `${(neighbourShare * 100).toFixed(1)} %`,
      held: neighbourShare >= 0.99,
    },
  ];
}
