import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/server.ts';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { errorsOf } from '../support/facade/http.ts';
import {
  CONTRACT,
  CREATE_TASK,
  placedIn,
  placeOrder,
  placeTask,
  postsIn,
  TASK_INPUT,
} from '../support/facade/placing.ts';

let facade: Facade;

beforeEach(async () => {
  const config = { upstreamTimeoutMs: 700, writeLookupDelayMs: 0, writeSettleMs: 0 };
  facade = await startFacade({ sandbox: { itemCount: 10 }, config });
});
afterEach(() => facade.close());

const TASKS = '/tasking/tasks';
const onPost = (fault: Partial<Fault>) => facade.sandbox.inject({ method: 'POST', path: TASKS, times: 1, ...fault });
const onLook = (fault: Partial<Fault>) => facade.sandbox.inject({ method: 'GET', path: TASKS, ...fault });
const status = (code: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  ({ kind: 'status', status: code, body, headers }) as const;

async function outcomeOf(changes: Record<string, unknown> = {}) {
  const { body } = await placeTask(facade, changes);
  expect(body.errors).toBeUndefined();
  return body.data.createTask;
}

/** Ways in which an answer gets lost, or says nothing. */
const LOST: Readonly<Record<string, NonNullable<Fault['answer']>>> = {
  'a reset': { kind: 'reset' },
  'a closed connection': { kind: 'close' },
  'no answer in time': { kind: 'hang' },
  'half an answer': { kind: 'truncated' },
  'a redirect': status(302, '', { location: '/elsewhere' }),
  '408': status(408),
  '429 without a word': status(429, '<html>slow down</html>', { 'content-type': 'text/html' }),
  '500': status(500, { detail: 'Internal error' }),
  '502 as HTML': status(502, '<html>Bad gateway</html>'),
  '503': status(503),
  '504': status(504),
  'a success without an id': status(201, { task_name: 'Tank farm' }),
  'an empty success': status(200, ''),
  'a success as HTML': { kind: 'raw', body: '<html>Welcome</html>' },
};

describe('a placement whose answer is lost', () => {
  test.each(Object.entries(LOST))('by %s is found again, once it was carried out', async (_, answer) => {
    onPost({ answer, carriedOut: 'first' });
    const placed = await outcomeOf();
    expect(placed).toMatchObject({ outcome: 'FOUND_EXISTING', replayed: false, uncertainty: null, userErrors: [] });
    expect(placed.taskId).toBe(placed.task.taskId);
    expect(await outcomeOf()).toMatchObject({ outcome: 'FOUND_EXISTING', replayed: true, taskId: placed.taskId });
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 1]);
  });

  test.each(Object.entries(LOST))('by %s is UNCERTAIN, where it was not carried out', async (_, answer) => {
    if (answer.kind === 'truncated') onPost({ answer: status(500) });
    else onPost({ answer });
    const before = Date.now();
    const { uncertainty, userErrors, ...placed } = await outcomeOf();
    expect(placed).toMatchObject({ outcome: 'UNCERTAIN', replayed: false, taskId: null, task: null });
    expect(userErrors).toMatchObject([{ code: 'WRITE_OUTCOME_UNKNOWN', field: ['name'] }]);
    expect(uncertainty.name).toBe('Tank farm');
    expect(Date.parse(uncertainty.since)).toBeGreaterThanOrEqual(before - 5);
    // The same key asks again, and never writes again.
    expect(await outcomeOf()).toMatchObject({ outcome: 'UNCERTAIN', uncertainty });
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 0]);
  });

  test('is UNCERTAIN while nobody can look, and found as soon as somebody can', async () => {
    onPost({
      answer: { kind: 'reset' },
      carriedOut: 'first',
      afterwards: { method: 'GET', path: TASKS, times: 1, answer: status(500) },
    });
    expect(await outcomeOf()).toMatchObject({ outcome: 'UNCERTAIN', taskId: null });
    onLook({ times: 1, answer: status(503) });
    const [error] = errorsOf(await placeTask(facade));
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true, key: 'HELD' });
    expect(await outcomeOf()).toMatchObject({ outcome: 'FOUND_EXISTING' });
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 1]);
  });

  test('that lands late is found by the same key', async () => {
    onPost({ answer: status(504), carriedOut: 'late', latencyMs: 300 });
    expect(await outcomeOf()).toMatchObject({ outcome: 'UNCERTAIN' });
    await expect.poll(() => placedIn(facade)).toBe(1);
    expect(await outcomeOf({ lookUpOnly: true })).toMatchObject({ outcome: 'FOUND_EXISTING' });
    expect(postsIn(facade)).toBe(1);
  });

  test('holds its name against another key, which ends the doubt where it finds the thing', async () => {
    onPost({ answer: status(504), carriedOut: 'late', latencyMs: 300 });
    await outcomeOf();
    expect(await outcomeOf({ idempotencyKey: 'other' })).toMatchObject({ outcome: 'UNCERTAIN' });
    await expect.poll(() => placedIn(facade)).toBe(1);
    const found = await outcomeOf({ idempotencyKey: 'other' });
    expect(found).toMatchObject({ outcome: 'FOUND_EXISTING', replayed: false });
    expect(await outcomeOf()).toMatchObject({ outcome: 'FOUND_EXISTING', replayed: true, taskId: found.taskId });
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 1]);
  });

  test('does not hold another name, which is the way out', async () => {
    onPost({ answer: { kind: 'reset' } });
    await outcomeOf();
    expect(await outcomeOf({ idempotencyKey: 'other', name: 'Other name' })).toMatchObject({ outcome: 'PLACED' });
  });

  test('names those of the same name that differ', async () => {
    const { taskId } = await outcomeOf({
      idempotencyKey: 'near',
      start: '2098-01-01T00:00:00Z',
      end: '2098-02-01T00:00:00Z',
    });
    onPost({ answer: { kind: 'reset' } });
    const { userErrors } = await outcomeOf();
    expect(userErrors[0].message).toContain(`${taskId} differs in window`);
  });

  test('does not take one that ended before it for its result', async () => {
    const { taskId } = await outcomeOf({ idempotencyKey: 'twin' });
    const cancel = `mutation { cancelTask(input: { contractId: "${CONTRACT}", taskId: ${taskId} }) { outcome } }`;
    expect((await facade.ask(cancel)).body.data.cancelTask.outcome).toBe('CANCELED');
    onPost({ answer: { kind: 'reset' } });
    expect(await outcomeOf()).toMatchObject({ outcome: 'UNCERTAIN' });
  });

  test('of an order is found again by its name', async () => {
    facade.sandbox.inject({
      method: 'POST',
      path: '/v2/orders',
      times: 1,
      answer: { kind: 'reset' },
      carriedOut: 'first',
    });
    const { body } = await placeOrder(facade);
    expect(body.data.createOrder).toMatchObject({ outcome: 'FOUND_EXISTING', order: { name: 'Harbour order' } });
    expect(placedIn(facade)).toBe(1);
  });
});

describe('a key', () => {
  test('that nobody used tells so when it is only asked for, and places nothing', async () => {
    expect(await outcomeOf({ lookUpOnly: true })).toMatchObject({
      outcome: 'NOT_PLACED',
      userErrors: [{ code: 'NOT_FOUND', field: ['idempotencyKey'] }],
    });
    expect(postsIn(facade)).toBe(0);
  });

  test('answers 50 requests at once with one placement', async () => {
    onPost({ latencyMs: 200 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => placeTask(facade)));
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 1]);
    const kinds = answers.map(({ body }) => body.data?.createTask?.outcome ?? body.errors[0].extensions.code);
    expect(new Set(kinds)).toEqual(new Set(['PLACED', 'CONFLICT']));
  });

  test('of a double click with another key places nothing more', async () => {
    const keys = Array.from({ length: 20 }, (_, at) => `click-${at}`);
    const answers = await Promise.all(keys.map((idempotencyKey) => placeTask(facade, { idempotencyKey })));
    expect([postsIn(facade), placedIn(facade)]).toEqual([1, 1]);
    const conflicts = answers.filter(({ body }) => body.errors).map((answer) => errorsOf(answer)[0]);
    for (const conflict of conflicts)
      expect(conflict).toMatchObject({ code: 'CONFLICT', reason: 'NAME_RUNNING', key: 'HELD' });
  });
});

describe('a client that leaves', () => {
  test('does not cut the write, and the same key tells its result', async () => {
    onPost({ latencyMs: 300 });
    const abort = new AbortController();
    const asked = fetch(`${facade.url}/graphql`, {
      method: 'POST',
      signal: abort.signal,
      headers: { 'content-type': 'application/json', ...NORTH },
      body: JSON.stringify({ query: CREATE_TASK, variables: { input: TASK_INPUT } }),
    });
    await expect.poll(() => postsIn(facade)).toBe(1);
    abort.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => placedIn(facade)).toBe(1);
    await expect.poll(async () => (await placeTask(facade)).body.data?.createTask?.replayed).toBe(true);
    expect(postsIn(facade)).toBe(1);
  });
});
