import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLClient } from 'graphql-request';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createClient, orderAttempt, placeOrder, placeTask, taskAttempt } from '../../src/client/index.ts';
import type { Fault } from '../../src/sandbox/server.ts';
import { ORDER, PAIR, TASK } from '../support/client-inputs.ts';
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
/** What a page finds after a reload. */
const reloaded = <T>(attempt: T): T => JSON.parse(JSON.stringify(attempt));

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

/** A client of a server that gives these answers in turn. */
async function answeredBy(...answers: readonly object[]) {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      keys.push(JSON.parse(body).variables.input.idempotencyKey);
      response.end(JSON.stringify(answers[keys.length - 1]));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { client: createClient({ url, credentials: PAIR }), keys };
}

const refusal = (code: string, key: string | undefined, retryable = true) => ({
  data: null,
  errors: [{ message: code, extensions: { code, retryable, retryAfterSeconds: 4, ...(key && { key }) } }],
});

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

describe('an error', () => {
  test.each([
    ['RATE_LIMITED', 'FREE'],
    ['STORE_UNAVAILABLE', 'UNASKED'],
    ['MUTATIONS_DISABLED', 'UNASKED'],
    ['OVERLOADED', undefined],
    ['CREDENTIALS_MISSING', undefined],
  ])('%s with key %s of the first request is NOT_PLACED, and the attempt may be sent again', async (code, key) => {
    const { client, keys } = await answeredBy(refusal(code, key), refusal(code, key));
    const attempt = taskAttempt(TASK);
    for (const _ of [1, 2]) {
      const answer = await placeTask(client, attempt);
      expect(answer).toMatchObject({ outcome: 'NOT_PLACED', userErrors: [], error: { code, retryAfterSeconds: 4 } });
    }
    expect(new Set(keys).size).toBe(1);
  });

  test.each([
    ['CONFLICT', 'HELD'],
    ['INTERNAL_ERROR', 'UNASKED'],
    ['UPSTREAM_UNAVAILABLE', 'HELD'],
    ['INTERNAL_SERVER_ERROR', undefined],
    ['GATEWAY_TIMEOUT', undefined],
    ['MY_PLUGIN', undefined],
    ['DEADLINE_EXCEEDED', undefined],
    ['CANCELLED', undefined],
    ['RATE_LIMITED', 'SOMETHING'],
  ])('%s with key %s is doubt from the first request on', async (code, key) => {
    const { client } = await answeredBy(refusal(code, key));
    const answer = await placeTask(client, taskAttempt(TASK));
    expect(answer).toMatchObject({ outcome: 'UNCERTAIN', retryAfterSeconds: 4, error: { code } });
  });

  test.each([
    'RATE_LIMITED',
    'STORE_UNAVAILABLE',
    'CREDENTIALS_MISSING',
    'OVERLOADED',
    'MUTATIONS_DISABLED',
    'FORBIDDEN',
  ])('%s of a second request never becomes NOT_PLACED, whatever it says of the key', async (code) => {
    for (const key of ['FREE', 'UNASKED', 'HELD', undefined]) {
      const { client } = await answeredBy({ not: 'GraphQL' }, refusal(code, key), refusal(code, key));
      const attempt = taskAttempt(TASK);
      expect((await placeTask(client, attempt)).outcome).toBe('UNCERTAIN');
      expect(await placeTask(client, attempt)).toMatchObject({ outcome: 'UNCERTAIN', error: { code } });
      expect((await placeTask(client, reloaded(attempt))).outcome).toBe('UNCERTAIN');
    }
  });

  test('of an attempt that came from a store is doubt, since another page may have sent it', async () => {
    const { client } = await answeredBy(refusal('RATE_LIMITED', 'FREE'));
    expect((await placeTask(client, reloaded(taskAttempt(TASK)))).outcome).toBe('UNCERTAIN');
  });

  test('is doubt while another call of the same attempt is under way', async () => {
    const attempt = taskAttempt(TASK);
    inject({ latencyMs: 200 });
    const first = placeTask(open(), attempt);
    const { client } = await answeredBy(refusal('RATE_LIMITED', 'FREE'));
    expect((await placeTask(client, attempt)).outcome).toBe('UNCERTAIN');
    expect((await first).outcome).toBe('PLACED');
  });

  test('beside a payload leaves the payload its word', async () => {
    const createTask = { outcome: 'PLACED', replayed: false, userErrors: [], uncertainty: null, taskId: 7, task: null };
    const { client } = await answeredBy({ ...refusal('FORBIDDEN', 'UNASKED'), data: { createTask } });
    expect(await placeTask(client, taskAttempt(TASK))).toMatchObject({ outcome: 'PLACED', taskId: 7 });
  });

  test('that leaves the payload out is doubt', async () => {
    const { client } = await answeredBy({ data: { createTask: null } });
    expect((await placeTask(client, taskAttempt(TASK))).outcome).toBe('UNCERTAIN');
  });
});
