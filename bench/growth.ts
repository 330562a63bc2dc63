import type { Contestant } from './contestants.ts';
import { drive } from './load.ts';
import { placeOf, type Size } from './places.ts';
import type { Panel } from './plot.ts';
import { type Call, CONTRACT_ID, credentialsFor } from './queries.ts';

/** What one more of something costs. */
export interface Growth {
  readonly of: 'items' | 'contracts' | 'connections';
  readonly count: number;
  readonly cpuMs: number;
  readonly p50: number;
  readonly perSecond: number;
  /** Share of the requests, where default limits hold some back. */
  readonly refused: number;
}

const NODES = 'nodes { itemId datetime cloudCover bbox geometry }';

/** Pages of one size, side by side: a page holds 2,000 at most. */
const ITEM_STEPS: readonly (readonly [size: Size, pages: number])[] = [
  [1, 1],
  [5, 1],
  [20, 1],
  [50, 1],
  [200, 1],
  [500, 1],
  [1_000, 1],
  [2_000, 1],
  [1_000, 5],
  [2_000, 5],
];
const CONTRACT_STEPS = [1, 2, 5, 10, 20, 50];
const CONNECTION_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** Enough that none of them asks for more at once than one caller may. */
const CALLERS = 25;

export async function measureGrowth(target: Contestant, seconds: number): Promise<readonly Growth[]> {
  const grown: Growth[] = [];
  // Otherwise the first of them pays for what the process learns once.
  await drive({
    url: target.url,
    headers: credentialsFor(),
    callAt: (serial) => pagesCall(20, 1, serial),
    connections: 4,
    seconds: Math.max(2, seconds),
  });
  for (const [size, pages] of ITEM_STEPS) {
    const callAt = (serial: number) => pagesCall(size, pages, serial);
    grown.push({ of: 'items', count: size * pages, ...(await cost(target, { callAt, connections: 1, seconds })) });
  }
  for (const count of CONTRACT_STEPS) {
    const callAt = (serial: number) => contractsCall(count, serial);
    grown.push({ of: 'contracts', count, ...(await cost(target, { callAt, connections: 1, seconds })) });
  }
  const asCallers = (serial: number) => ({
    ...pagesCall(20, 1, serial),
    headers: credentialsFor(3, `-${serial % CALLERS}`),
  });
  await drive({ url: target.url, headers: {}, callAt: asCallers, connections: 1, seconds: 60, requests: CALLERS });
  for (const count of CONNECTION_STEPS) {
    const step = { callAt: asCallers, connections: count, seconds };
    grown.push({ of: 'connections', count, ...(await cost(target, step)) });
  }
  return grown;
}

interface Step {
  readonly callAt: (serial: number) => Call;
  readonly connections: number;
  readonly seconds: number;
}

async function cost({ url, process }: Contestant, step: Step) {
  const load = { url, headers: credentialsFor(), ...step };
  await drive({ ...load, seconds: step.seconds / 2 });
  const before = process.cpuMs() ?? Number.NaN;
  const { answered, refused, perSecond, p50 } = await drive(load);
  const cpuMs = ((process.cpuMs() ?? Number.NaN) - before) / answered;
  return { cpuMs, p50, perSecond, refused: refused / (answered + refused) };
}

function pagesCall(size: Size, pages: number, serial: number): Call {
  const numbers = Array.from({ length: pages }, (_, page) => page);
  const declared = numbers.map((page) => `$b${page}: BBox!, $d${page}: DateRange!`).join(', ');
  const fields = numbers.map(
    (page) => `p${page}: archiveSearch(bbox: $b${page}, dates: $d${page}, first: $first) { ${NODES} }`,
  );
  const query = `query ($id: ID!, $first: Int!, ${declared}) { contract(id: $id) { ${fields.join(' ')} } }`;
  const places = numbers.flatMap((page) => {
    const { bbox, dates } = placeOf(size, serial * pages + page);
    return [
      [`b${page}`, bbox],
      [`d${page}`, dates],
    ];
  });
  return call({ query, variables: { id: CONTRACT_ID, first: size, ...Object.fromEntries(places) } });
}

function contractsCall(count: number, serial: number): Call {
  const query = `query ($bbox: BBox!, $dates: DateRange!) {
    contracts { id name archiveSearch(bbox: $bbox, dates: $dates, first: 20) { ${NODES} } }
  }`;
  return { ...call({ query, variables: { ...placeOf(20, serial) } }), headers: credentialsFor(count) };
}

function call(question: object): Call {
  return { path: '/graphql', body: JSON.stringify(question) };
}

export function panelsOf(grown: readonly Growth[]): readonly Panel[] {
  const titles = {
    items: 'Items in one answer',
    contracts: 'Contracts, 20 items each',
    connections: 'Connections, 20 items each',
  };
  return (['items', 'contracts', 'connections'] as const).map((of) => {
    const own = grown.filter((one) => one.of === of);
    const cpu = { name: 'CPU ms/request', points: own.map(({ count, cpuMs }) => [count, cpuMs] as const) };
    const p50 = { name: 'p50 ms', points: own.map(({ count, p50 }) => [count, p50] as const) };
    return { title: titles[of], lines: [cpu, p50], guided: of === 'connections' ? 1 : 0 };
  });
}
