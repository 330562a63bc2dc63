import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/server.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { errorsOf } from '../support/facade/http.ts';
import { placedIn, placeOrder, placeTask, postsIn } from '../support/facade/placing.ts';

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

describe('a definite no', () => {
  test.each([402, 403])('with %i is NOT_PLACED with the text of Aleph, and frees the key', async (code) => {
    onPost({ answer: status(code, { detail: 'Budget exceeded for this contract' }) });
    const refused = await outcomeOf();
    expect(refused).toMatchObject({ outcome: 'NOT_PLACED', taskId: null });
    expect(refused.userErrors).toEqual([
      { code: 'REFUSED_BY_ALEPH', field: null, message: 'Budget exceeded for this contract' },
    ]);
    expect(await outcomeOf({ name: 'Corrected' })).toMatchObject({ outcome: 'PLACED' });
  });

  test('as a field map leads back to the members of the input', async () => {
    const body = {
      task_name: ['Too long.', 'Odd.'],
      max_captures: 'Too many.',
      non_field_errors: ['No.'],
      product: ['Invalid product'],
    };
    onPost({ answer: status(400, body) });
    expect((await outcomeOf()).userErrors).toEqual([
      { code: 'REFUSED_BY_ALEPH', field: ['name'], message: 'Too long.' },
      { code: 'REFUSED_BY_ALEPH', field: ['name'], message: 'Odd.' },
      { code: 'REFUSED_BY_ALEPH', field: ['maxCaptures'], message: 'Too many.' },
      { code: 'REFUSED_BY_ALEPH', field: null, message: 'No.' },
      { code: 'UNKNOWN_PRODUCT', field: ['productId'], message: 'Invalid product' },
    ]);
  });

  test.each([
    ['nested', { properties: { parameters: { min_ona: ['Too low.'] }, sku: ['Invalid product'] } }],
    ['with dots', { 'properties.parameters.min_ona': ['Too low.'], 'properties.sku': ['Invalid product'] }],
    ['flat', { min_ona: ['Too low.'], sku: 'Invalid product' }],
  ])('to an order, %s, leads back to its parameters', async (_, body) => {
    facade.sandbox.inject({ method: 'POST', path: '/v2/orders', times: 1, answer: status(400, body) });
    const { userErrors } = (await placeOrder(facade)).body.data.createOrder;
    expect(userErrors).toEqual([
      { code: 'REFUSED_BY_ALEPH', field: ['parameters', 'offNadirMin'], message: 'Too low.' },
      { code: 'NOT_IN_CONTRACT', field: ['sku'], message: 'Invalid product' },
    ]);
  });

  test('without a readable reason is still one user error', async () => {
    onPost({ answer: status(400, '<html>no</html>', { 'content-type': 'text/html' }) });
    expect((await outcomeOf()).userErrors).toMatchObject([{ code: 'REFUSED_BY_ALEPH', field: null }]);
  });

  test('with 429 that says so is RATE_LIMITED with the wait, and gives the hour back', async () => {
    onPost({ answer: status(429, { detail: 'Request was throttled.' }, { 'retry-after': '7' }) });
    const [error] = errorsOf(await placeTask(facade));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 7, retryable: true, key: 'FREE' });
    expect(await outcomeOf()).toMatchObject({ outcome: 'PLACED', replayed: false });
  });

  test.each([404, 405, 410, 415])('with %i is an error that blames nobody at the form', async (code) => {
    onPost({ answer: status(code, { detail: 'No.' }) });
    const [error] = errorsOf(await placeTask(facade));
    expect(error).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'ROUTE', key: 'FREE' });
  });

  test('with 401 is asked again once, with a new token', async () => {
    onPost({ answer: status(401, { message: 'Unauthorized' }) });
    const [error] = errorsOf(await placeTask(facade));
    // The token is too young to have expired, so the contract is refused.
    expect(error).toMatchObject({ code: 'CONTRACT_NOT_ACCESSIBLE', key: 'FREE' });
    expect(postsIn(facade)).toBe(1);
    expect(await outcomeOf()).toMatchObject({ outcome: 'PLACED' });
  });

  test('in a long text is cut', async () => {
    onPost({ answer: status(400, { detail: 'x'.repeat(5_000) }) });
    expect((await outcomeOf()).userErrors[0].message.length).toBeLessThanOrEqual(200);
  });
});

describe('the look-up before placing', () => {
  test.each([
    ['fails', status(500)],
    ['is cut short', { kind: 'truncated' } as const],
    ['goes in a circle', { kind: 'loop-next' } as const],
    ['has rows that cannot be read', { kind: 'json', body: { count: 1, next: null, results: [{ odd: 1 }] } } as const],
  ])('that %s ends the placement with nothing sent', async (_, answer) => {
    onLook({ answer });
    const [error] = errorsOf(await placeTask(facade));
    expect(error?.['code']).toMatch(/^UPSTREAM_/);
    expect(error).toMatchObject({ key: 'FREE' });
    expect(postsIn(facade)).toBe(0);
    facade.sandbox.clearFaults();
    expect(await outcomeOf()).toMatchObject({ outcome: 'PLACED' });
  });

  test('finds an equal one by any other key, and with the same place in other words', async () => {
    const target = {
      type: 'Polygon',
      coordinates: [
        [
          [4, 51],
          [4.2, 51],
          [4.2, 51.2],
          [4, 51.2],
          [4, 51],
        ],
      ],
    };
    const turned = {
      type: 'Polygon',
      coordinates: [
        [
          [4.2, 51.2],
          [4.200001, 51],
          [4, 51],
          [4, 51.2],
          [4.2, 51.2],
        ],
      ],
    };
    const area = { productId: 178, target };
    const { taskId } = await outcomeOf(area);
    expect(await outcomeOf({ ...area, idempotencyKey: 'b', target: turned })).toMatchObject({
      outcome: 'FOUND_EXISTING',
      taskId,
    });
    expect(placedIn(facade)).toBe(1);
  });

  test.each([
    ['product', { productId: 184 }],
    ['target', { target: { type: 'Point', coordinates: [4.5, 51.92] } }],
    ['window', { end: '2098-01-01T00:00:00Z' }],
  ])('takes one with another %s for another', async (_, changes) => {
    await outcomeOf();
    expect(await outcomeOf({ idempotencyKey: 'b', ...changes })).toMatchObject({ outcome: 'PLACED' });
  });

  test('refuses a name that several equal ones bear', async () => {
    const { task } = await outcomeOf();
    const row = {
      task_id: 1,
      task_name: task.name,
      product: task.productId,
      status: 'received',
      target: task.target,
      start: task.start,
      end: task.end,
    };
    const results = [row, { ...row, task_id: 2 }];
    onLook({ times: 1, answer: { kind: 'json', body: { count: 2, next: null, results } } });
    expect(await outcomeOf({ idempotencyKey: 'b' })).toMatchObject({
      outcome: 'NOT_PLACED',
      userErrors: [{ code: 'AMBIGUOUS_NAME', field: ['name'] }],
    });
  });
});
