import { beforeAll, describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

type Guesses = NonNullable<SandboxOptions['guesses']>;

const QUERY = `{
  contracts { id }
  contract(id: "${PORTS}") {
    taskingProducts { productId }
    stacCollections { collectionId }
    tasks(first: 100) { nodes { taskId } complete skipped }
    orders(first: 50) { nodes { orderId } complete skipped }
    order(orderId: "011872") { events { eventId } deliverables { deliverableId } outcome }
    archiveSearch(${OVER_SINGAPORE}, first: 100) { nodes { itemId } complete skipped }
  }
}`;

/** The answer over a sandbox that gives few rows at a time and pages in its way. */
async function answerOver(guesses: Guesses, pageLimit = 30) {
  const facade: Facade = await startFacade({ sandbox: { itemCount: 400, pageLimit, guesses } });
  const { body } = await facade.ask(QUERY);
  await facade.close();
  return body;
}

let usual: Awaited<ReturnType<typeof answerOver>>;

beforeAll(async () => {
  usual = await answerOver({}, 500);
  expect(usual.errors).toBeUndefined();
  expect(usual.data.contract.tasks.nodes.length).toBe(100);
});

const STYLES: readonly Guesses[] = [
  { listPaging: 'next-absolute' },
  { listPaging: 'next-relative', nextAddress: 'behind-gateway' },
  { listPaging: 'next-absolute', nextAddress: 'behind-gateway', listPosition: 'page' },
  { listPaging: 'links', listPosition: 'cursor' },
  { listPaging: 'links-upper', listPosition: 'token' },
  { listPaging: 'links', listPosition: 'page', contractsEnvelope: 'results', collectionsEnvelope: 'results' },
  { listPaging: 'context' },
  { listPaging: 'next-object', listPosition: 'offset' },
  { listPaging: 'next-object', listPosition: 'page', listPositionAs: 'text' },
  { listPaging: 'next-object', listPosition: 'cursor' },
  { listPaging: 'next-token' },
  { listPaging: 'none' },
  { nextLink: 'merge', archiveSearchPages: 'linked' },
  { nextLink: 'href-token', archiveSearchPages: 'unlinked' },
];

describe('a whole answer', () => {
  test.each(STYLES.map((guesses) => [JSON.stringify(guesses), guesses] as const))(
    'is the same over an Aleph that pages by %s',
    async (_name, guesses) => {
      const { data, errors } = await answerOver(guesses);
      expect(errors).toBeUndefined();
      expect(data).toEqual(usual.data);
    },
  );

  test('has the readable rows in odd forms too', async () => {
    const { data, errors } = await answerOver({ rows: 'odd-but-readable' }, 500);
    expect(errors).toBeUndefined();
    expect(data.contract.tasks).toEqual(usual.data.contract.tasks);
    expect(data.contract.taskingProducts).toEqual(usual.data.contract.taskingProducts);
    expect(data.contract.orders).toMatchObject({ complete: true, skipped: 0 });
  });

  test('says what it lost where some rows do not fit', async () => {
    const { data } = await answerOver({ rows: 'some-do-not-fit' }, 500);
    const { tasks, orders, archiveSearch } = data.contract;
    for (const page of [tasks, orders, archiveSearch]) expect(page.skipped).toBeGreaterThan(0);
    expect(tasks.nodes.every((node: object) => usual.data.contract.tasks.nodes.length > 0 && node)).toBe(true);
  });

  test('is an error for each list of which no row fits', async () => {
    const { errors } = await answerOver({ rows: 'none-fit' }, 500);
    const reasons = errors.map(({ extensions }: { extensions: { reason: string } }) => extensions.reason);
    expect(new Set(reasons)).toEqual(new Set(['SHAPE']));
  });
});
