import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { plannedTasks } from '../../src/sandbox/world/tasks.ts';
import { type Caller, NORTH, read, SOUTH, signIn, type Wire, withSandbox } from './caller.ts';

const STATUSES = ['canceled', 'completed', 'failed', 'in_progress', 'received', 'rejected'];
const tasks = plannedTasks(1);

describe('GET /tasking/tasks', () => {
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 0 });
    caller = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each([undefined, 7, 100, 500])('following next at limit %s meets each task once', async (limit) => {
    const expected = tasks.filter((task) => task.contractId === NORTH).map((task) => task.task_id);
    const seen = await walk(caller, `/tasking/tasks/${limit ? `?limit=${limit}` : ''}`);
    expect(seen.map((task) => task.task_id)).toEqual(expected);
  });

  test('a page says how many tasks there are and never whose they are', async () => {
    const page = await read(caller.get('/tasking/tasks/'));
    expect(page.count).toBe(tasks.filter((task) => task.contractId === NORTH).length);
    expect(page.results).toHaveLength(25);
    expect(page.results[0]).not.toHaveProperty('contractId');
  });

  test('limits that make no sense count as none, and too large ones are cut', async () => {
    for (const limit of ['0', '-3', 'many', '']) {
      expect((await read(caller.get(`/tasking/tasks/?limit=${limit}`))).results).toHaveLength(25);
    }
    const page = await read(caller.get('/tasking/tasks/?limit=100000'));
    expect(page.results).toHaveLength(page.count);
  });

  test('an offset behind the end gives an empty last page', async () => {
    const page = await read(caller.get('/tasking/tasks/?offset=5000'));
    expect(page).toMatchObject({ next: null, results: [] });
  });

  test.each(STATUSES)('status=%s gives these tasks and counts them', async (status) => {
    const expected = tasks.filter((task) => task.contractId === NORTH && task.status === status);
    const seen = await walk(caller, `/tasking/tasks/?status=${status}&limit=50`);
    expect(seen.map((task) => task.task_id)).toEqual(expected.map((task) => task.task_id));
  });

  test('name and project narrow together, and an empty filter filters nothing', async () => {
    const [some] = tasks.filter((task) => task.contractId === NORTH);
    const query = new URLSearchParams({
      task_name: some?.task_name ?? '',
      project_name: some?.project_name ?? '',
      status: '',
    });
    const page = await read(caller.get(`/tasking/tasks/?${query}`));
    expect(page.results.map((task: Wire) => task.task_id)).toContain(some?.task_id);
    expect(page.results.every((task: Wire) => task.task_name === some?.task_name)).toBe(true);
    expect((await read(caller.get('/tasking/tasks/?task_name=none%20such'))).count).toBe(0);
  });

  test('a task is found by its number, and only under its own contract', async () => {
    const own = tasks.find((task) => task.contractId === NORTH);
    const foreign = tasks.find((task) => task.contractId === SOUTH);
    expect(await read(caller.get(`/tasking/tasks/${own?.task_id}/`))).toMatchObject({
      task_id: own?.task_id,
      task_name: own?.task_name,
    });
    for (const id of [foreign?.task_id, 'x', '%', '..%2f..']) {
      const reply = await caller.get(`/tasking/tasks/${id}`);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toEqual({ detail: 'Not found.' });
    }
  });
});

test('a page limit shortens pages without losing a task', async () => {
  await withSandbox({ itemCount: 0, pageLimit: 3 }, async (sandbox) => {
    const caller = await signIn(sandbox, SOUTH);
    const first = await read(caller.get('/tasking/tasks/?limit=50'));
    expect(first.results).toHaveLength(3);
    const seen = await walk(caller, '/tasking/tasks/?limit=50');
    expect(seen).toHaveLength(first.count);
  });
});

test('by switch next starts with a slash and names match in part', async () => {
  const guesses = { taskingNext: 'relative', taskNames: 'contains' } as const;
  await withSandbox({ itemCount: 0, guesses }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const page = await read(caller.get('/tasking/tasks/?limit=1&task_name=SHIPYARD'));
    expect(page.next).toBe('/tasking/tasks/?limit=1&task_name=SHIPYARD&offset=1');
    expect(page.results[0].task_name).toMatch(/ shipyard$/);
  });
});

async function walk(caller: Caller, start: string): Promise<Wire[]> {
  const rows: Wire[] = [];
  for (let next: string | null = start; next; ) {
    const page: Wire = await read(caller.get(next));
    rows.push(...page.results);
    next = page.next;
  }
  return rows;
}
