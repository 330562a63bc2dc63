import { type Answer, NORTH, SOUTH } from '../../test/support/facade/facade.ts';
import { PORTS, SINGAPORE, SOUTHERN } from '../../test/support/sandbox/world.ts';
import type { FaultyAleph, Part } from './faulty-aleph.ts';
import { OPERATION_TIMEOUT_MS, type Target } from './targets.ts';

/** Undefined when none came within the deadline of an operation and a second. */
export type Reply = Answer | undefined;

export interface Callers {
  /** So many different requests of North at once. */
  northWave(): Promise<readonly Reply[]>;
  south(): Promise<Reply>;
}

export const WAVE = 5;

const GRACE_MS = 1_000;
const [WEST, ...REST] = SINGAPORE.bbox;
const LISTING = 'complete nodes { id }';
/** Few enough for one page: the sandbox's links onwards name its own address, not that of the switchboard before it. */
const TASKS = `tasks(first: $first, filter: { status: RECEIVED }) { ${LISTING} }`;
const SEARCH = `archiveSearch(bbox: $bbox, dates: $dates, first: 50) { ${LISTING} }`;
const NORTHERN_QUERY = `query ($first: Int!, $bbox: BBox!, $dates: DateRange!) { contract(id: "${PORTS}") { ${TASKS} ${SEARCH} } }`;
const SOUTHERN_TASKS = `query ($first: Int!) { contract(id: "${SOUTHERN}") { ${TASKS} } }`;
const SOUTHERN_SEARCH = `query ($bbox: BBox!, $dates: DateRange!) { contract(id: "${SOUTHERN}") { ${SEARCH} } }`;

/** North meets what is wrong with one part of Aleph; South asks for what lies elsewhere. */
export function createCallers({ sandbox }: FaultyAleph, { url }: Target, part: Part): Callers {
  let waves = 0;
  return {
    northWave: () => {
      // With a new secret neither a token nor a contract list is at hand, so that every part of Aleph is asked.
      waves += 1;
      const secret = `secret-of-wave-${waves}`;
      sandbox.rotateSecret(NORTH['x-aleph-client-id'], secret);
      const headers = { ...NORTH, 'x-aleph-client-secret': secret };
      const askNorth = (_: unknown, index: number) =>
        ask(url, { query: NORTHERN_QUERY, variables: variablesOf(index) }, headers);
      return Promise.all(Array.from({ length: WAVE }, askNorth));
    },
    south: () => {
      const query = part === 'tasking' ? SOUTHERN_SEARCH : SOUTHERN_TASKS;
      return ask(url, { query, variables: variablesOf(0) }, SOUTH);
    },
  };
}

/** No two alike: equal reads at the same time would be one. */
function variablesOf(index: number) {
  return { first: 90 + index, bbox: [Number(WEST) - index / 1_000, ...REST], dates: SINGAPORE.dates };
}

async function ask(url: string, parameters: object, headers: Record<string, string>): Promise<Reply> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(OPERATION_TIMEOUT_MS + GRACE_MS),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  } catch {
    return undefined;
  }
}
