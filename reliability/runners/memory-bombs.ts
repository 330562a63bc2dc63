import { request as httpRequest } from 'node:http';
import { createRandom } from '../../src/sandbox/world/random.ts';
import { NORTH } from '../../test/support/facade/facade.ts';
import { type Ask, type Clients, type Outcome, openClients, runLoad } from '../load/load.ts';
import { goodShare, kindsOf } from '../load/outcomes.ts';
import { NORTHERN, SOUTHERNER, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R14: small things that unpack into large ones. */
export const memoryBombRunner: Runner = {
  id: 'R14',
  run: async (options) => {
    const figures: Figure[] = [];
    for (const bomb of BOMBS) {
      const blast = await onStage({ pinned: true }, (stage) => measureBomb(stage, bomb, options));
      figures.push(figureOf(bomb, blast));
    }
    return figures;
  },
};

export interface Bomb {
  readonly name: string;
  /** Codes, one of which the server must answer to each charge; `no reply` where it may close the connection. */
  readonly answers: readonly string[];
  drop(stage: Stage, clients: Clients): Promise<readonly Outcome[]>;
}

const MEGABYTE = 2 ** 20;

/** The bombs of R14, and three that stay just within the limits of what is read at all. */
export const BOMBS: readonly Bomb[] = [
  {
    name: '300 MB in gzip from Aleph',
    answers: ['UPSTREAM_INVALID_RESPONSE'],
    drop: (stage, clients) => {
      stage.spoil({ path: '/archive/*', contractId: NORTHERN.contractId, answer: { kind: 'gzip-bomb', bytes: 3e8 } });
      const random = createRandom(1);
      return inTurn(5, () => clients.ask(searchAsk(NORTHERN, random)));
    },
  },
  {
    name: '1 GB in chunks from a client',
    answers: ['PAYLOAD_TOO_LARGE', 'no reply'],
    drop: ({ server }) => inTurn(1, () => sendEndlessly(server.url, 1_024 * MEGABYTE)),
  },
  {
    name: 'a polygon of 1,000,000 vertices',
    answers: ['PAYLOAD_TOO_LARGE', 'no reply'],
    drop: (_, clients) => inTurn(5, () => clients.ask(polygonAsk(1_000_000))),
  },
  {
    name: 'a polygon of 60,000 vertices, 0.9 MB',
    answers: ['BAD_USER_INPUT'],
    drop: (_, clients) => inTurn(20, () => clients.ask(polygonAsk(60_000))),
  },
  {
    name: '100 documents of 100 KB',
    answers: ['QUERY_TOO_COMPLEX'],
    drop: (_, clients) => inTurn(100, (index) => clients.ask(askOf(wrongDocument(index, 1_000)))),
  },
  {
    name: '100 documents of 30 KB, each wrong in 290 places',
    answers: ['GRAPHQL_VALIDATION_FAILED'],
    drop: (_, clients) => inTurn(100, (index) => clients.ask(askOf(wrongDocument(index, 290)))),
  },
  {
    name: '300 documents of 30 KB that are right',
    answers: ['answered'],
    drop: (_, clients) =>
      inTurn(300, (index) => clients.ask(askOf(`# ${index}${' '.repeat(30_000)}\n{ contracts { id } }`))),
  },
];

export interface Blast {
  readonly outcomes: readonly Outcome[];
  /** Most resident memory while it lasted, over what it was before. */
  readonly riseMb: number;
  /** Of a neighbour. */
  readonly neighbourShare: number;
}

export async function measureBomb(stage: Stage, bomb: Bomb, { seed, short }: Pick<RunOptions, 'seed' | 'short'>) {
  const random = createRandom(seed);
  const attackers = openClients(stage.server.url, { network: 66 });
  const neighbours = openClients(stage.server.url, { network: 2 });
  const neighbour = { clients: neighbours, ratePerSecond: 10, ask: () => searchAsk(SOUTHERNER, random, 10) };
  // The memory of a server that has just started grows whoever asks.
  await runLoad({ ...neighbour, ratePerSecond: 40, seconds: short ? 2 : 10 });
  stage.server.resetPeak();
  const beforeMb = stage.server.rssMb();
  const dropped = new AbortController();
  const beside = runLoad({ ...neighbour, seconds: 60, signal: dropped.signal });
  const outcomes = await bomb.drop(stage, attackers);
  dropped.abort();
  const blast: Blast = {
    outcomes,
    neighbourShare: goodShare(await beside),
    riseMb: stage.server.peakRssMb() - beforeMb,
  };
  await Promise.all([attackers.close(), neighbours.close()]);
  return blast;
}

/** Whether each charge was answered as the bomb's list says. */
export function isAnsweredAsListed({ answers }: Bomb, outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ status, code }) => answers.includes(status === 0 ? 'no reply' : (code ?? 'answered')));
}

async function inTurn(times: number, ask: (index: number) => Promise<Outcome>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let index = 0; index < times; index += 1) outcomes.push(await ask(index));
  return outcomes;
}

function polygonAsk(vertices: number) {
  const ring = Array.from({ length: vertices }, (_, index) => [index % 90, index % 45]);
  return {
    query: `query ($contract: ID!, $area: Geometry!) {
      contract(id: $contract) { stacSearch(input: { intersects: $area }) { totalCount } }
    }`,
    variables: { contract: NORTHERN.contractId, area: { type: 'Polygon', coordinates: [ring] } },
    headers: NORTH,
  };
}

function askOf(query: string): Ask {
  return { query, headers: NORTH };
}

/** So many fields of 100 characters that no type has, different for each number. */
function wrongDocument(number: number, fields: number): string {
  const names = Array.from({ length: fields }, (_, index) => `f${number}_${index}_`.padEnd(99, 'x'));
  return `{ contracts { ${names.join(' ')} } }`;
}

/** A body without a declared length, sent for as long as the server takes it. */
function sendEndlessly(url: string, bytes: number): Promise<Outcome> {
  const dueAt = performance.now();
  const block = Buffer.alloc(64 * 1_024, ' ');
  return new Promise((resolve) => {
    const end = (status: number, text = '') => {
      const code = /"code":"([A-Z_]+)"/.exec(text)?.[1];
      resolve({
        dueAt,
        sentAt: dueAt,
        ms: performance.now() - dueAt,
        status,
        code,
        reason: undefined,
        retryAfter: undefined,
      });
    };
    const request = httpRequest(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    let left = bytes;
    const send = (): void => {
      while (left > 0 && !request.destroyed) {
        left -= block.length;
        if (!request.write(block)) return void request.once('drain', send);
      }
      request.end();
    };
    request.once('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      end(response.statusCode ?? 0, Buffer.concat(chunks).toString());
    });
    request.once('error', () => end(0));
    send();
  });
}

function figureOf(bomb: Bomb, { outcomes, riseMb, neighbourShare }: Blast): Figure {
  const isTyped = isAnsweredAsListed(bomb, outcomes);
  return {
    id: 'R14',
    figure: `RSS rise under ${bomb.name}`,
    goal: '≤ 100 MB, typed answers, others ≥ 99 %',
    measured: `${riseMb.toFixed(0)} MB; ${kindsOf(outcomes)}; others ${(neighbourShare * 100).toFixed(1)} %`,
    held: riseMb <= 100 && isTyped && neighbourShare >= 0.99,
  };
}
