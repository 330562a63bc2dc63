import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillPage } from '../../src/aleph/reads/pages.ts';
import type { ListPosition } from '../../src/aleph/reads/positions.ts';
import type { TaskFilter } from '../../src/aleph/tasks.ts';
import { plainTask } from '../support/aleph/samples.ts';
import { failureOf, HARBOUR, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const PATH = '/tasking/tasks';
const TASK = {
  task_id: 23272,
  task_name: 'Disney Land',
  project_name: 'Theme parks',
  product: 169,
  start: '2020-12-22T21:00:00Z',
  end: '2021-01-11T21:00:00Z',
  priority: 14,
  client: 'Amusement Corp',
  target: { type: 'Point', coordinates: [72.905273, 19.023001, 0.0] },
  created_time: '2020-12-20T10:11:12.221076Z',
  status: 'received',
};

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const list = (limit = 5, offset = 0, filter?: TaskFilter) =>
  upstream.connect().listTasks(NORTH, { limit, offset, filter });
const answering = (body: unknown, path = PATH) => upstream.sandbox.inject({ path, answer: { kind: 'json', body } });
const queries = () =>
  upstream.sandbox
    .calls()
    .filter(({ path }) => path === PATH)
    .map(({ query }) => query);

/** The only task of a list made of this row. */
async function taskFrom(changes: object) {
  answering({ count: 1, next: null, results: [{ ...TASK, ...changes }] });
  return plainTask((await list()).rows[0]?.item);
}

describe('a task', () => {
  test('has the names and units of this client', async () => {
    expect(await taskFrom({ max_captures: 3 })).toEqual({
      contractId: NORTH,
      taskId: 23272,
      name: 'Disney Land',
      projectName: 'Theme parks',
      productId: 169,
      status: 'RECEIVED',
      statusText: 'received',
      start: '2020-12-22T21:00:00.000Z',
      end: '2021-01-11T21:00:00.000Z',
      createdAt: '2020-12-20T10:11:12.221Z',
      priority: 14,
      client: 'Amusement Corp',
      target: { type: 'Point', coordinates: [72.905273, 19.023001, 0.0] },
    });
  });

  test.each([
    ['received', 'RECEIVED'],
    ['completed', 'COMPLETED'],
    ['failed', 'FAILED'],
    ['rejected', 'REJECTED'],
    ['canceled', 'CANCELED'],
    ['cancelled', 'CANCELED'],
    ['Completed', 'COMPLETED'],
    ['in_progress', 'OTHER'],
    ['', 'OTHER'],
    ['constructor', 'OTHER'],
    ['__proto__', 'OTHER'],
  ])('in status "%s" is %s, and its own word is kept', async (word, status) => {
    expect(await taskFrom({ status: word })).toMatchObject({ status, statusText: word });
  });

  test('of whole days ends with its last one', async () => {
    expect(await taskFrom({ start: '2021-01-10', end: '2021-01-11' })).toMatchObject({
      start: '2021-01-10T00:00:00.000Z',
      end: '2021-01-11T23:59:59.999Z',
    });
  });

  test('without what may be missing, or with nonsense in its place, stands without it', async () => {
    const absent = {
      project_name: null,
      client: 7,
      priority: 'high',
      start: 'soon',
      end: null,
      created_time: 5,
      target: null,
    };
    const undefineds = Object.fromEntries(
      ['projectName', 'client', 'priority', 'start', 'end', 'createdAt', 'target'].map((name) => [name, undefined]),
    );
    expect(await taskFrom(absent)).toMatchObject({ taskId: 23272, ...undefineds });
    const { task_id, task_name, product, status } = TASK;
    upstream.sandbox.clearFaults();
    answering([{ task_id, task_name, product, status }]);
    expect((await list()).rows[0]?.item).toMatchObject({ taskId: 23272, ...undefineds });
  });

  test.each([
    ['2025-06-12T00:00:00', '2025-06-12T00:00:00.000Z'],
    ['2025-06-12T03:00:00+03:00', '2025-06-12T00:00:00.000Z'],
    ['2025-06-12T00:00:00.760099328+00:00', '2025-06-12T00:00:00.760Z'],
  ])('that starts at %s starts at %s', async (start, instant) => {
    expect(await taskFrom({ start })).toMatchObject({ start: instant });
  });
});

describe('a list of tasks', () => {
  test('asks for limit and offset alone when nothing filters', async () => {
    const slice = await list(5, 10);
    expect(queries()).toEqual([{ limit: '5', offset: '10' }]);
    expect(slice.rows.map(({ next }) => next)).toEqual([11, 12, 13, 14, 15]);
    expect([slice.next, slice.broken]).toEqual([15, false]);
    expect(slice.totalCount).toBeGreaterThan(15);
  });

  test('lets Aleph apply the filters, under its own names', async () => {
    const [task] = (await list(1)).rows;
    const name = task?.item.name ?? '';
    const projectName = task?.item.projectName;
    const { rows } = await list(50, 0, { status: task?.item.status as 'COMPLETED', name, projectName });
    expect(queries().at(-1)).toEqual({
      limit: '50',
      offset: '0',
      status: task?.item.statusText,
      task_name: name,
      project_name: projectName,
    });
    expect(rows.map(({ item }) => item.name)).toEqual(Array(rows.length).fill(name));
    expect(rows).not.toEqual([]);
  });

  test.each(['absolute', 'relative'] as const)(
    'of a contract is read whole by %s links, in short pages',
    async (taskingNext) => {
      const other = await startUpstreamAleph({ pageLimit: 30, guesses: { taskingNext } });
      const operation = other.connect();
      const page = await fillPage({
        first: 500,
        start: 0 as ListPosition,
        read: (offset) => operation.listTasks(HARBOUR, { limit: 100, offset }),
        idOf: ({ taskId }) => String(taskId),
      });
      expect(page).toMatchObject({ hasMore: false, complete: true });
      expect(page.rows).toHaveLength(page.totalCount ?? -1);
      expect(other.calls()).toHaveLength(Math.ceil(page.rows.length / 30));
      await other.close();
    },
  );

  test('loses rows that are no tasks, which still count as places in the list', async () => {
    const bad = [null, {}, { ...TASK, task_id: '1x' }, { ...TASK, product: null }, { ...TASK, task_id: 3_000_000_000 }];
    answering({ count: 27, next: null, results: [...bad, TASK, { ...TASK, status: undefined }] });
    const { rows } = await list(10, 20);
    expect(rows.map(({ item, next }) => [item.taskId, next])).toEqual([[23272, 26]]);
  });

  test.each([-1, 'many', null, 1.5, 3_000_000_000])('that counts %j does not count', async (count) => {
    answering({ count, next: null, results: [TASK] });
    expect((await list()).totalCount).toBeUndefined();
  });

  test.each<[string, object]>([
    ['leads to another host', { kind: 'foreign-next', url: 'https://evil.test/tasking/others/?offset=5' }],
    ['leads to itself', { kind: 'loop-next' }],
  ])('whose link %s is broken, and the link is not followed', async (_how, answer) => {
    upstream.sandbox.inject({ path: PATH, answer: answer as { kind: 'loop-next' } });
    expect(await list()).toMatchObject({ next: undefined, broken: true });
    expect(upstream.calls()).toEqual([`GET ${PATH}`]);
  });

  test.each([null, {}, { tasks: [] }, 'x'])('as %j is no list', async (body) => {
    answering(body);
    expect(await failureOf(list())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });

  test('is never kept: every operation asks anew', async () => {
    await list();
    await list();
    expect(upstream.calls()).toHaveLength(2);
  });
});

describe('one task', () => {
  test('is found by its number under its contract alone', async () => {
    const [row] = (await list(1)).rows;
    const taskId = row?.item.taskId ?? 0;
    expect(await upstream.connect().getTask(NORTH, taskId)).toEqual(plainTask(row?.item));
    expect(await upstream.connect().getTask(HARBOUR, taskId)).toBeUndefined();
    expect(upstream.calls().slice(1)).toEqual([`GET ${PATH}/${taskId}`, `GET ${PATH}/${taskId}`]);
  });

  test('that Aleph does not have is absent', async () => {
    expect(await upstream.connect().getTask(NORTH, 1)).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['another task', { ...TASK, task_id: 2 }],
    ['a list', [TASK]],
    ['no task', {}],
    ['null', null],
  ])('answered with %s is an answer nobody can trust', async (_what, body) => {
    answering(body, `${PATH}/23272`);
    expect(await failureOf(upstream.connect().getTask(NORTH, 23272))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      reason: 'SHAPE',
    });
  });
});
