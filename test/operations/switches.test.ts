import { beforeAll, expect, test } from 'vitest';
import type { Guesses } from '../../src/sandbox/server.ts';
import { exampleOperations } from '../support/examples.ts';
import { startFacade } from '../support/facade/facade.ts';
import { bruteForceOver } from '../support/sandbox/brute-force.ts';
import { SWITCHES, UNTRIED } from '../support/sandbox/switches.ts';
import { PORTS } from '../support/sandbox/world.ts';

const ITEMS = 600;
const EXAMPLES = exampleOperations().filter(({ kind }) => kind === 'query');

const FIJI = [176, -22, -176, -12] as const;
/** The days of the first and of the last items there but a few, so that both ends of the days matter. */
const [END = '', START = ''] = (() => {
  const ids = new Set(bruteForceOver(ITEMS).idsOf({ bbox: FIJI }));
  const times = bruteForceOver(ITEMS).entries.flatMap(({ id, time }) => (ids.has(id) ? [time] : []));
  return [times[3], times.at(-4)].map((time = 0) => new Date(time / 1_000).toISOString().slice(0, 10));
})();
const DAYS = `dates: { start: "${START}", end: "${END}" }`;
const RING = `{ type: "Polygon", coordinates: [[[176, -22], [-176, -22], [-176, -12], [176, -12], [176, -22]]] }`;
const SEARCHES = [
  `archiveSearch(bbox: ${JSON.stringify(FIJI)}, ${DAYS}, first: 500) { nodes { itemId } }`,
  `stacSearch(input: { intersects: ${RING}, ${DAYS} }, first: 500) { nodes { itemId } }`,
].map((field) => ({ text: `{ contract(id: "${PORTS}") { ${field} } }`, variables: {} }));

/** Aleph then lists other things first, says too little or nonsense, so that answers have to differ. */
const TELLING: readonly Partial<Guesses>[] = [
  { itemIds: 'odd' },
  { ordersOrder: 'newest-first' },
  { listPosition: 'bookmark' },
  { listPosition: 'same-page' },
  { rows: 'some-do-not-fit' },
  { rows: 'none-fit' },
  { rows: 'odd-but-readable' },
  { rows: 'id-for-pk' },
];
const isTelling = (guesses: Partial<Guesses>) => TELLING.some((one) => JSON.stringify(one) === JSON.stringify(guesses));

/** The ids in the answer of each operation, or its errors. */
async function answersWith(guesses: Partial<Guesses>) {
  const facade = await startFacade({ sandbox: { itemCount: ITEMS, guesses } });
  const bodies = [];
  for (const { text, variables } of [...EXAMPLES, ...SEARCHES]) bodies.push((await facade.ask(text, variables)).body);
  await facade.close();
  return bodies.map(({ errors, data }) => errors ?? [...new Set(idsIn(data))].sort());
}

function idsIn(value: unknown, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return /^id$|Id$/.test(name) ? [`${name} ${value}`] : [];
  return Object.entries(value).flatMap(([key, member]) => idsIn(member, Array.isArray(value) ? name : key));
}

let usual: Awaited<ReturnType<typeof answersWith>>;

beforeAll(async () => {
  usual = await answersWith({});
});

test('both searches across the antimeridian find the same items, of the last day as well', () => {
  const [archive, stac] = usual.slice(-2);
  expect(archive).toEqual(stac);
  const found = bruteForceOver(ITEMS).idsOf({ bbox: FIJI, dates: { start: START, end: END } });
  expect(archive).toEqual(found.map((id) => `itemId ${id}`).sort());
  expect(found.length).toBeGreaterThan(5);
});

test.each(SWITCHES.filter((guesses) => !isTelling(guesses)))(
  'the examples and the searches find the same where the sandbox has %j',
  async (guesses) => {
    expect(await answersWith(guesses)).toEqual(usual);
  },
);

test.each(TELLING)(
  'what can be read stands, and what cannot is an error, where the sandbox has %j',
  async (guesses) => {
    const answers = await answersWith(guesses);
    const codes = answers.flat().flatMap((answer) => (typeof answer === 'string' ? [] : [answer.extensions.code]));
    expect(new Set(codes).size).toBeLessThanOrEqual(1);
    expect(['UPSTREAM_INVALID_RESPONSE', undefined]).toContain(codes[0]);
  },
);

test('every switch of the sandbox is tried', () => {
  expect(UNTRIED).toEqual([]);
});
