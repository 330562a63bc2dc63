import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { plannedCaptures } from '../../src/sandbox/world/captures.ts';
import { CONTRACTS } from '../../src/sandbox/world/contracts.ts';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { plannedTasks } from '../../src/sandbox/world/tasks.ts';
import { read, SEARCH, SOUTH, signIn, type Wire, withSandbox } from './caller.ts';

const tasks = plannedTasks(1);
const { passes } = createCatalog(1, 20_000);
const captures = plannedCaptures({ seed: 1, tasks, passes });
const capturesOf = (taskId: number) => captures.get(taskId) ?? [];
const completed = tasks.filter(({ status }) => status === 'completed');
const isLandmark = ({ task_name: name }: { task_name: string }) => name === 'Mauna Loa summit';

describe('GET /tasking/tasks/{id}/captures', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  test.each(CONTRACTS)('under $name a published capture leads to items over its target', async ({ id }) => {
    const caller = await signIn(sandbox, id);
    for (const task of completed.filter((one) => one.contractId === id && !isLandmark(one)).slice(0, 5)) {
      const page = await read(caller.get(`/tasking/tasks/${task.task_id}/captures/`));
      expect(page).toMatchObject({ count: page.results.length, next: null, previous: null });
      const { capture_id: outcome } = page.results.find((row: Wire) => row.status === 'published');
      const filter = { op: '=', args: [{ property: 'satl:outcome_id' }, outcome] };
      const { features } = await read(caller.post(SEARCH, { filter, 'filter-lang': 'cql2-json', limit: 100 }));
      expect(features.length).toBeGreaterThan(0);
      const [lon = 0, lat = 0] = task.target.coordinates.flat(2).map(Number);
      for (const { bbox, properties } of features) {
        expect(properties['satl:outcome_id']).toBe(outcome);
        if (properties.gsd > 100) continue;
        const apart = Math.abs(bbox[0] - lon);
        expect(Math.min(apart, 360 - apart)).toBeLessThan(1);
        expect(Math.abs(bbox[1] - lat)).toBeLessThan(0.5);
      }
    }
  });

  test('a capture has members that nobody knows, a footprint and the way to a page of its own', async () => {
    const caller = await signIn(sandbox);
    const own = completed.filter((one) => one.contractId === caller.contractId);
    const task = own.find((one) => capturesOf(one.task_id).length > 1);
    const page = await read(caller.get(`/tasking/tasks/${task?.task_id}/captures/?limit=1`));
    expect(page.next).toBe(`${sandbox.url}/tasking/tasks/${task?.task_id}/captures/?limit=1&offset=1`);
    expect(page.results[0]).toHaveProperty('x-station');
    expect(page.results[0]).toHaveProperty('footprint');
  });

  test('a task of another contract, or none, is not found', async () => {
    const caller = await signIn(sandbox);
    const foreign = tasks.find(({ contractId }) => contractId === SOUTH);
    for (const id of [foreign?.task_id, 1, 'x']) {
      const reply = await caller.get(`/tasking/tasks/${id}/captures/`);
      expect([reply.status, await reply.json()]).toEqual([404, { detail: 'Not found.' }]);
    }
  });
});

test('without any item in the archive every completed task still has a published capture', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const [task] = completed.filter(({ contractId }) => contractId === caller.contractId);
    const { results } = await read(caller.get(`/tasking/tasks/${task?.task_id}/captures`));
    expect(results.map((row: Wire) => row.status)).toContain('published');
  });
});
