import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { idsOf, PAGE_FIELDS, walk } from '../support/facade/paging.ts';
import { type Rest, restOf } from '../support/sandbox/rest.ts';
import { HARBOUR, PORTS } from '../support/sandbox/world.ts';

interface CaptureRow {
  readonly capture_id: string;
  readonly status: string;
}

/** A task whose captures have pictures in the archive, and one that is still being worked on. */
const TASK_ID = 345_674;

let facade: Facade;
let rest: Rest;
let rows: readonly CaptureRow[];

beforeAll(async () => {
  facade = await startFacade();
  rest = await restOf(facade.sandbox);
  rows = (await rest.get(`/tasking/tasks/${TASK_ID}/captures`, PORTS)).results;
  expect(rows.map(({ status }) => status).toSorted()).toEqual(['processing', 'published', 'published']);
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const ofTask = (fields: string, contract = PORTS) =>
  `{ contract(id: "${contract}") { task(taskId: ${TASK_ID}) { captures { ${fields} } } } }`;
const ITEMS_OF_NODE = `query ($id: ID!, $after: String) {
  node(id: $id) { ... on Capture { items(first: 15, after: $after) { ${PAGE_FIELDS} } } }
}`;

async function idsOfPublished(): Promise<readonly string[]> {
  const { body } = await facade.ask(ofTask('id statusText'));
  const captures: readonly { id: string; statusText: string }[] = body.data.contract.task.captures;
  return captures.filter(({ statusText }) => statusText === 'published').map(({ id }) => id);
}

describe('the captures of a task', () => {
  test('are Aleph’s, in its order, by one call', async () => {
    const { body } = await facade.ask(ofTask('captureId statusText'));
    expect(body.data.contract.task.captures).toEqual(
      rows.map(({ capture_id, status }) => ({ captureId: capture_id, statusText: status })),
    );
    expect(facade.upstreamCalls()).toEqual([`GET /tasking/tasks/${TASK_ID}`, `GET /tasking/tasks/${TASK_ID}/captures`]);
    expect(body.extensions.aleph.totals.upstreamCalls).toBe(2);
  });

  test('are none, without an error, where no capture was made', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { tasks(first: 3, filter: { status: REJECTED }) { nodes { captures { captureId } } } } }`,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.tasks.nodes).toEqual(Array(3).fill({ captures: [] }));
  });

  test('are not found under another contract', async () => {
    const { body } = await facade.ask(ofTask('captureId', HARBOUR));
    expect(body.data.contract.task).toBeNull();
    expect(facade.upstreamCalls()).toEqual([`GET /tasking/tasks/${TASK_ID}`]);
  });
});

describe('the items of a capture', () => {
  test('are those of its outcome, counted, by one call for each capture', async () => {
    const { body } = await facade.ask(ofTask('captureId items(first: 2000) { totalCount nodes { outcomeId } }'));
    expect(body.errors).toBeUndefined();
    for (const { captureId, items } of body.data.contract.task.captures) {
      const filter = { op: '=', args: [{ property: 'satl:outcome_id' }, captureId] };
      const { features } = await rest.post(
        '/archive/stac/search',
        { filter, 'filter-lang': 'cql2-json', limit: 2_000 },
        PORTS,
      );
      expect(items.totalCount).toBe(features.length);
      expect(items.nodes).toEqual(features.map(() => ({ outcomeId: captureId })));
    }
    const counts = body.data.contract.task.captures.map(
      ({ items }: { items: { totalCount: number } }) => items.totalCount,
    );
    expect(counts.filter((count: number) => count > 30)).toHaveLength(2);
    expect(facade.upstreamCalls().filter((call) => call === 'POST /archive/stac/search')).toHaveLength(6);
  });

  test('page through without gap or duplicate', async () => {
    const [id] = await idsOfPublished();
    const pages = await walk(
      facade,
      ITEMS_OF_NODE.replace('$id: ID!, ', '').replace('$id', `"${id}"`),
      (data) => data.node.items,
    );
    expect(pages.length).toBeGreaterThan(2);
    expect(idsOf(pages)).toHaveLength(pages[0]?.totalCount ?? -1);
    expect(new Set(idsOf(pages)).size).toBe(pages[0]?.totalCount);
  });

  test('do not take the cursor of the capture beside it', async () => {
    const [id, other] = await idsOfPublished();
    const { body } = await facade.ask(ITEMS_OF_NODE, { id });
    const after = body.data.node.items.pageInfo.endCursor;
    const refused = await facade.ask(ITEMS_OF_NODE, { id: other, after });
    expect(refused.body.data.node.items).toBeNull();
    expect(refused.body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
  });
});

describe('the attachments of a capture', () => {
  test('are those of every scene made from it, with addresses that load without Aleph’s headers', async () => {
    const { body } = await facade.ask(ofTask('captureId attachments { name fileName url }'));
    expect(body.errors).toBeUndefined();
    const { captures } = body.data.contract.task;
    for (const { captureId, attachments } of captures) {
      const { results } = await rest.get(`/telluric/scenes?sceneset_id=${captureId}`, PORTS);
      const delivered = results.flatMap(
        ({ attachments: ones }: { attachments?: { name: string; file_name: string }[] }) => ones ?? [],
      );
      expect(attachments.map(({ name, fileName }: { name: string; fileName: string }) => [name, fileName])).toEqual(
        delivered.map((one: { name: string; file_name?: string }) => [one.name, one.file_name ?? null]),
      );
    }
    const urls = captures.flatMap(({ attachments }: { attachments: { url: string | null }[] }) =>
      attachments.flatMap(({ url }) => url ?? []),
    );
    expect(urls.length).toBeGreaterThan(0);
    const reply = await fetch(urls[0]);
    expect(reply.status).toBe(200);
    await reply.body?.cancel();
  });
});
