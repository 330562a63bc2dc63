import { createRandom } from '../../src/sandbox/world/random.ts';
import { HARBOUR } from '../../test/support/sandbox/world.ts';
import { type Ask, type Clients, type Outcome, openClients, runLoad } from '../load/load.ts';
import { goodShare, isShed, kindsOf } from '../load/outcomes.ts';
import { lastSearchOf, NORTHERN, SOUTHERNER, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R18: a reply that is far too long, in a process with little memory. */
export const longReplyRunner: Runner = {
  id: 'R18',
  run: ({ short }) =>
    onStage({ pinned: true, env: { NODE_OPTIONS: '--max-old-space-size=256' } }, async (stage) => {
      stage.spoil({ path: '/archive/*', contractId: NORTHERN.contractId, answer: { kind: 'raw', body: wideItems() } });
      const [outcomes, others] = await beside(stage, SOUTHERNER_ASK, async (clients) => {
        const rest = Array.from({ length: short ? 24 : 200 }, (_, index) => longReplyAsk(index % 2 === 0));
        return askedBy(12, clients, () => rest.pop());
      });
      const isTyped = outcomes.every(({ code }) => code === 'QUERY_TOO_COMPLEX');
      return [
        {
          id: 'R18',
          figure: 'processes of 256 MB ended by replies of 280 MB, 12 at the same time',
          goal: '0, typed answers, others ≥ 99 %',
          measured: `${stage.server.isRunning() ? 0 : 1}; ${kindsOf(outcomes)}; others ${percent(others)}`,
          held: stage.server.isRunning() && isTyped && goodShare(others) >= 0.99,
        },
      ];
    }),
};

/** R19: bearer tokens that somebody made up. */
export const madeUpTokenRunner: Runner = {
  id: 'R19',
  run: ({ short }) =>
    onStage({ pinned: true }, async (stage) => {
      const endsAt = Date.now() + (short ? 4_000 : 15_000);
      const [outcomes, others] = await beside(stage, SOUTHERNER_ASK, async (clients) => {
        let made = 0;
        return askedBy(300, clients, () => (Date.now() < endsAt ? bearerAsk(`made-up-${made++}`) : undefined));
      });
      const figure = 'success of a caller beside 300 connections with made-up bearer tokens';
      const measured = `${percent(others)} (others ${kindsOf(others)}; made up ${kindsOf(outcomes)})`;
      return [{ id: 'R19', figure, goal: '≥ 99 %', measured, held: goodShare(others) >= 0.99 }];
    }),
};

/** R20: one contract that Aleph answers with 500. */
export const badContractRunner: Runner = {
  id: 'R20',
  run: async ({ seed, short }) => {
    const figures: Figure[] = [];
    for (const [name, tenant] of Object.entries({
      another: SOUTHERNER,
      'the same': { ...NORTHERN, contractId: HARBOUR },
    })) {
      const [outcomes, others] = await onStage({ pinned: true }, (stage) => {
        stage.spoil({ path: '/archive/*', contractId: NORTHERN.contractId, answer: { kind: 'status', status: 500 } });
        const random = createRandom(seed);
        return beside(
          stage,
          () => searchAsk(tenant, random, 10),
          (clients) =>
            runLoad({
              clients,
              ratePerSecond: 12,
              seconds: short ? 4 : 15,
              ask: () => searchAsk(NORTHERN, random, 10),
            }),
        );
      });
      const figure = `success of a contract of ${name} caller beside one with 500s`;
      const measured = `${percent(others)} (${kindsOf(others)}; the bad contract ${kindsOf(outcomes)})`;
      figures.push({ id: 'R20', figure, goal: '≥ 99 %', measured, held: goodShare(others) >= 0.99 });
    }
    return figures;
  },
};

/** R21: a dashboard of one caller that asks for much on many connections. */
export const dashboardRunner: Runner = {
  id: 'R21',
  run: async (options) => {
    const figures: Figure[] = [];
    for (const connections of [16, 32, 64]) {
      figures.push(await onStage({ pinned: true, latencyMs: 0 }, (stage) => dashboard(stage, connections, options)));
    }
    return figures;
  },
};

async function dashboard(stage: Stage, connections: number, { seed, short }: RunOptions): Promise<Figure> {
  const random = createRandom(seed);
  const [outcomes] = await beside(stage, SOUTHERNER_ASK, async (clients) => {
    await clients.ask(searchAsk(NORTHERN, random, 1));
    // Made once: a sandbox busy making pages would be what is measured.
    const body = await (await lastSearchOf(stage.sandbox))();
    stage.spoil({ path: '/archive/*', contractId: NORTHERN.contractId, answer: { kind: 'raw', body } });
    const endsAt = Date.now() + (short ? 4_000 : 10_000);
    return askedBy(connections, clients, () => (Date.now() < endsAt ? searchAsk(NORTHERN, random, 2_000) : undefined));
  });
  const figure = `requests of a dashboard with ${connections} connections that were shed`;
  return { id: 'R21', figure, goal: '0', measured: kindsOf(outcomes), held: !outcomes.some(isShed) };
}

const honest = createRandom(7);
const SOUTHERNER_ASK = () => searchAsk(SOUTHERNER, honest, 10);

/** The outcomes of an attack, and those of an honest caller meanwhile. */
async function beside(stage: Stage, ask: () => Ask, attack: (clients: Clients) => Promise<readonly Outcome[]>) {
  const attackers = openClients(stage.server.url, { addresses: 1, connectionsEach: 300, network: 66 });
  const neighbours = openClients(stage.server.url, { network: 2 });
  await runLoad({ clients: neighbours, ratePerSecond: 10, seconds: 2, ask });
  const ended = new AbortController();
  const others = runLoad({ clients: neighbours, ratePerSecond: 10, seconds: 600, ask, signal: ended.signal });
  const outcomes = await attack(attackers);
  ended.abort();
  const result = [outcomes, await others] as const;
  await Promise.all([attackers.close(), neighbours.close()]);
  return result;
}

/** Asks until `next` has nothing more, with so many requests at the same time. */
async function askedBy(width: number, clients: Clients, next: () => Ask | undefined): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let ask = next(); ask !== undefined; ask = next()) outcomes.push(await clients.ask(ask));
  };
  await Promise.all(Array.from({ length: width }, work));
  return outcomes;
}

/** Nineteen copies of 14 MB of properties, beside a field that fails or alone. */
function longReplyAsk(withFailure: boolean): Ask {
  const copies = Array.from({ length: 19 }, (_, index) => `p${index}: properties`).join(' ');
  return {
    query: `query ($contract: ID!) {
      ${withFailure ? 'bad: contract(id: "cont.nope") { id }' : ''}
      contract(id: $contract) {
        archiveSearch(bbox: [9, 9, 11, 11], dates: { start: "2026-01-01", end: "2026-03-01" }, first: 2000) {
          nodes { properties ${copies} }
        }
      }
    }`,
    variables: { contract: NORTHERN.contractId },
    headers: NORTHERN.headers,
  };
}

function wideItems(): string {
  const ring = [
    [10, 10],
    [10.1, 10],
    [10.1, 10.1],
    [10, 10.1],
    [10, 10],
  ];
  const properties = { datetime: '2026-02-07T03:35:41.440Z', pad: 'x'.repeat(7_000) };
  const features = Array.from({ length: 2_000 }, (_, index) => ({
    type: 'Feature',
    id: `item-${index}`,
    collection: 'l1d-sr',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties,
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

function bearerAsk(token: string): Ask {
  return { query: '{ contracts { id } }', headers: { authorization: `Bearer ${token}` } };
}

function percent(outcomes: readonly Outcome[]): string {
  return `${(goodShare(outcomes) * 100).toFixed(1)} %`;
}
