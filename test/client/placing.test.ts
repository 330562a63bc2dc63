import { GraphQLClient } from 'graphql-request';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient, orderAttempt, placeOrder, placeTask, taskAttempt } from '../../src/client/index.ts';
import type { Fault } from '../../src/sandbox/server.ts';
import { answeredBy, ORDER, PAIR, refusal, reloaded, TASK } from '../support/client-inputs.ts';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { placedIn, postsIn } from '../support/facade/placing.ts';

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade({ sandbox: { itemCount: 10 }, config: { upstreamTimeoutMs: 700, writeLookupDelayMs: 0 } });
});
afterEach(() => facade.close());

const open = (fetch?: typeof globalThis.fetch) =>
  createClient({ url: `${facade.url}/graphql`, credentials: PAIR, fetch });
const inject = (fault: Partial<Fault>) =>
  facade.sandbox.inject({ method: 'POST', path: '/tasking/tasks', times: 1, ...fault });
/** A fetch whose first answer is lost on its way back. */
function losingFirst(): typeof globalThis.fetch {
  let sent = 0;
  return async (...args) => {
    const response = await fetch(...args);
    sent += 1;
    if (sent > 1) return response;
    await response.text();
    throw new TypeError('fetch failed');
  };
}

describe('placing', () => {
  test('a task and an order places each once, however often the attempt is handed in', async () => {
    const [task, order] = [taskAttempt(TASK), orderAttempt(ORDER)];
    const placed = await placeTask(open(), task);
    expect(placed).toMatchObject({ outcome: 'PLACED', replayed: false, attempt: task, task: { name: TASK.name } });
    expect(await placeTask(open(), reloaded(task))).toMatchObject({ outcome: 'PLACED', replayed: true });
    expect(await placeOrder(open(), order)).toMatchObject({ outcome: 'PLACED', order: { name: ORDER.name } });
    expect(await placeOrder(open(), reloaded(order))).toMatchObject({ outcome: 'PLACED', replayed: true });
    expect(placedIn(facade)).toBe(2);
  });

  test('with a GraphQLClient of graphql-request does the same', async () => {
    const client = new GraphQLClient(`${facade.url}/graphql`, { headers: NORTH });
    const attempt = taskAttempt(TASK);
    expect((await placeTask(client, attempt)).outcome).toBe('PLACED');
    const wrong = new GraphQLClient('http://127.0.0.1:1/graphql');
    expect((await placeTask(wrong, attempt)).outcome).toBe('UNCERTAIN');
    expect(placedIn(facade)).toBe(1);
  });

  test('a wrong input is a definite no, which alone leads to a new key', async () => {
    const refused = await placeTask(open(), taskAttempt({ ...TASK, productId: 178 }));
    if (refused.outcome !== 'NOT_PLACED') return expect.fail(refused.outcome);
    expect(refused.userErrors.length).toBeGreaterThan(0);
    expect(refused.error).toBeUndefined();

    const next = refused.again(TASK);
    expect(next.input.idempotencyKey).not.toBe(refused.attempt.input.idempotencyKey);
    expect(refused.again().input).toMatchObject({ ...TASK, productId: 178 });
    expect((await placeTask(open(), next)).outcome).toBe('PLACED');
    expect(placedIn(facade)).toBe(1);
  });

  test.each([
    ['lost by Aleph after it was carried out', { carriedOut: 'first', answer: { kind: 'reset' } }],
    ['503 after it was carried out', { carriedOut: 'first', answer: { kind: 'status', status: 503 } }],
    ['lost before it was carried out', { answer: { kind: 'reset' } }],
  ] as const)('an answer %s ends without a second write', async (_name, fault) => {
    inject(fault);
    facade.sandbox.inject({
      method: 'GET',
      path: '/tasking/tasks',
      after: 1,
      times: 1,
      answer: { kind: 'status', status: 500 },
    });
    const attempt = taskAttempt(TASK);
    const first = await placeTask(open(), attempt);
    expect(first).toMatchObject({ outcome: 'UNCERTAIN', attempt, userErrors: [{ code: 'WRITE_OUTCOME_UNKNOWN' }] });
    expect('again' in first).toBe(false);

    const wasCarriedOut = placedIn(facade);
    const second = await placeTask(open(), reloaded(attempt));
    expect(second.outcome).toBe(wasCarriedOut === 1 ? 'FOUND_EXISTING' : 'UNCERTAIN');
    expect(placedIn(facade)).toBe(wasCarriedOut);
    expect(postsIn(facade)).toBe(1);
  });

  test('an answer that is lost between server and page is doubt, and the same attempt tells', async () => {
    const client = open(losingFirst());
    const attempt = taskAttempt(TASK);
    const first = await placeTask(client, attempt);
    expect(first).toMatchObject({ outcome: 'UNCERTAIN', error: { code: 'NETWORK_ERROR' } });
    expect(await placeTask(client, attempt)).toMatchObject({ outcome: 'PLACED', replayed: true });
    expect(placedIn(facade)).toBe(1);
  });

  test('to stop waiting is doubt, and to stop before is an error', async () => {
    const leaving = new AbortController();
    const attempt = taskAttempt(TASK);
    inject({ latencyMs: 300 });
    const placing = placeTask(open(), attempt, { signal: leaving.signal });
    leaving.abort(new Error('the page was closed'));
    expect(await placing).toMatchObject({ outcome: 'UNCERTAIN', error: { message: 'the page was closed' } });
    await expect(placeTask(open(), attempt, { signal: leaving.signal })).rejects.toThrow('the page was closed');
  });

  test('leaves nothing behind on a signal that lives on', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    expect((await placeTask(open(), taskAttempt(TASK), { signal })).outcome).toBe('PLACED');
    expect(added.mock.calls.map(([, listener]) => listener).filter((one) => typeof one === 'function')).toEqual(
      removed.mock.calls.map(([, listener]) => listener),
    );
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test('a client that throws at once leaves doubt, and the attempt goes on', async () => {
    const attempt = taskAttempt(TASK);
    const thrower = {
      request: () => {
        throw new TypeError('no client');
      },
    };
    expect((await placeTask(thrower, attempt)).outcome).toBe('UNCERTAIN');
    expect((await placeTask(open(), attempt)).outcome).toBe('PLACED');
  });

  test('to look up only asks, and places nothing', async () => {
    const attempt = taskAttempt(TASK);
    const asked = await placeTask(open(), attempt, { lookUpOnly: true });
    expect(asked).toMatchObject({ outcome: 'NOT_PLACED', userErrors: [{ code: 'NOT_FOUND' }] });
    await placeTask(open(), attempt);
    expect(await placeTask(open(), attempt, { lookUpOnly: true })).toMatchObject({ outcome: 'PLACED', replayed: true });
    expect(postsIn(facade)).toBe(1);
  });
});

describe('a look-up that finds nothing', () => {
  test('is doubt while the first request is under way', async () => {
    const attempt = taskAttempt(TASK);
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const first = placeTask(
      open((...args) => arrived.then(() => fetch(...args))),
      attempt,
    );
    expect((await placeTask(open(), attempt, { lookUpOnly: true })).outcome).toBe('UNCERTAIN');
    arrive();
    expect((await first).outcome).toBe('PLACED');
    expect(placedIn(facade)).toBe(1);
  });

  test('is doubt where the first request was lost, and for an attempt out of a store', async () => {
    const attempt = orderAttempt(ORDER);
    const lost = open(async () => Promise.reject(new TypeError('fetch failed')));
    expect((await placeOrder(lost, attempt)).outcome).toBe('UNCERTAIN');
    for (const one of [attempt, reloaded(attempt)]) {
      const asked = await placeOrder(open(), one, { lookUpOnly: true });
      expect(asked).toMatchObject({ outcome: 'UNCERTAIN', userErrors: [{ code: 'NOT_FOUND' }] });
      expect('again' in asked).toBe(false);
    }
  });
});

describe('a refusal', () => {
  test('is doubt while another call of the same attempt is under way', async () => {
    const attempt = taskAttempt(TASK);
    inject({ latencyMs: 200 });
    const first = placeTask(open(), attempt);
    const { client } = await answeredBy(refusal('RATE_LIMITED', 'FREE'));
    expect((await placeTask(client, attempt)).outcome).toBe('UNCERTAIN');
    expect((await first).outcome).toBe('PLACED');
  });
});
