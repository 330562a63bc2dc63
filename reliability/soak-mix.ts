import type { Fault } from '../src/sandbox/server.ts';
import { createRandom } from '../src/sandbox/world/random.ts';
import { ARCTIC } from '../test/support/sandbox/world.ts';
import type { Ask } from './load/load.ts';
import { NORTHERN, searchAsk, type Tenant, unique, usualMix } from './load/query-mix.ts';

/** Its archive fails in another way all the time; nobody else asks for it. */
const UNLUCKY: Tenant = { ...NORTHERN, contractId: ARCTIC };

const FAULTS: readonly NonNullable<Fault['answer']>[] = [
  { kind: 'status', status: 503 },
  { kind: 'reset' },
  { kind: 'raw', body: '<html>sorry</html>' },
  { kind: 'truncated' },
  { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
  { kind: 'hang' },
  { kind: 'huge', bytes: 30_000_000 },
  { kind: 'gzip-bomb', bytes: 100_000_000 },
];

/** The fault of one stretch of a soak. */
export function faultOf(stretch: number): Fault {
  const answer = FAULTS[stretch % FAULTS.length];
  return { path: '/archive/*', contractId: UNLUCKY.contractId, ...(answer === undefined ? {} : { answer }) };
}

const BAD_BODIES = [
  '{ nothing }',
  '{ contracts {',
  '{ contract(id: "../x") { id } }',
  `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
  '{ contracts { archiveSearch(bbox: [1], dates: { start: "2026-02-30" }) { totalCount } } }',
];

/** 80 % good, 10 % bad, 5 % of clients that leave, 5 % into a fault; half of all documents are new to the server. */
export function soakMix(tenants: readonly Tenant[], seed: number): () => Ask {
  const random = createRandom(seed, 8);
  const usual = usualMix(tenants, seed);
  const bad = (): Ask => ({ query: random.pick(BAD_BODIES), headers: random.pick(tenants).headers });
  const kinds = [
    { upTo: 0.8, ask: usual },
    { upTo: 0.9, ask: bad },
    { upTo: 0.95, ask: (): Ask => ({ ...searchAsk(random.pick(tenants), random), leavesAfterMs: random.int(1, 60) }) },
    { upTo: 1, ask: (): Ask => searchAsk(UNLUCKY, random) },
  ];
  return () => {
    const draw = random.next();
    const ask = (kinds.find(({ upTo }) => draw < upTo)?.ask ?? usual)();
    return random.chance(0.5) ? unique(ask, random) : ask;
  };
}
