import { afterEach, describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { type Answer, type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
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
import { createMemoryLog } from '../support/memory-log.ts';

let facade: Facade;
const memory = createMemoryLog();

afterEach(async () => {
  await facade.close();
  memory.clear();
});

async function start(config: Partial<Config> = {}): Promise<void> {
  facade = await startFacade({ sandbox: { itemCount: 10 }, config, log: memory.log });
}

/** The extensions of the only error, without the request id. */
function errorOf(answer: Answer): Record<string, unknown> {
  const [{ requestId: _, ...extensions } = {}, ...others] = errorsOf(answer);
  expect(others).toEqual([]);
  return extensions;
}

const CANCEL = `cancelTask(input: { contractId: "${CONTRACT}", taskId: 1 }) { outcome }`;

describe('a mutation', () => {
  test('is refused as a whole where mutations are off, before anybody is asked, and leaves an audit line', async () => {
    await start({ mutations: false });
    const answer = await placeTask(facade);
    expect(answer.status).toBe(403);
    expect(answer.body).not.toHaveProperty('data');
    expect(errorOf(answer)).toEqual({ code: 'MUTATIONS_DISABLED', retryable: false, key: 'UNASKED' });
    expect(facade.sandbox.calls()).toEqual([]);
    expect(memory.entries('write')).toMatchObject([{ mutation: 'createTask', outcome: 'MUTATIONS_DISABLED' }]);
  });

  test.each([
    ['side by side', `mutation { one: ${CANCEL} two: ${CANCEL} }`],
    ['through a fragment', `mutation { one: ${CANCEL} ...F } fragment F on Mutation { two: ${CANCEL} }`],
    ['through an inline fragment', `mutation { one: ${CANCEL} ... { two: ${CANCEL} } }`],
    ['with a directive', `mutation { one: ${CANCEL} two: ${CANCEL.replace(') {', ') @skip(if: false) {')} }`],
  ])('with two fields, %s, is refused as a whole', async (_, query) => {
    await start();
    const answer = await facade.ask(query);
    expect(answer.status).toBe(400);
    const limit = { name: 'mutationFields', allowed: 1, actual: 2 };
    expect(errorOf(answer)).toEqual({ code: 'QUERY_TOO_COMPLEX', retryable: false, limit });
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('may name one field twice where it runs once, and ask for __typename', async () => {
    await start();
    const { body } = await facade.ask(`mutation { __typename ${CANCEL} ${CANCEL} }`);
    expect(body.data.cancelTask.outcome).toBe('NOT_REQUESTED');
  });

  test('never runs by GET, with credentials or without', async () => {
    await start();
    const query = `mutation { createTask(input: { contractId: "${CONTRACT}", idempotencyKey: "k", name: "n", projectName: "p", productId: 169, target: { type: "Point", coordinates: [1, 1] }, start: "2098-01-01T00:00:00Z", end: "2098-01-02T00:00:00Z" }) { outcome } }`;
    for (const headers of [NORTH, {}]) {
      const reply = await fetch(`${facade.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
      expect(reply.status).toBe(405);
    }
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('is FORBIDDEN for a contract that is not in MUTATION_CONTRACTS, the others are not', async () => {
    await start({ mutationContracts: ['cont.of-others'] });
    expect(errorOf(await placeTask(facade))).toEqual({ code: 'FORBIDDEN', retryable: false, key: 'UNASKED' });
    expect(errorOf(await facade.ask(`mutation { ${CANCEL} }`))).toEqual({ code: 'FORBIDDEN', retryable: false });
    expect(postsIn(facade)).toBe(0);
    expect(memory.entries('write')).toMatchObject([
      { contract: CONTRACT, mutation: 'createTask', outcome: 'FORBIDDEN' },
      { contract: CONTRACT, mutation: 'cancelTask', outcome: 'FORBIDDEN' },
    ]);
  });

  test('runs for a contract in MUTATION_CONTRACTS', async () => {
    await start({ mutationContracts: [CONTRACT] });
    expect((await placeTask(facade)).body.data.createTask.outcome).toBe('PLACED');
  });

  test('needs a contract of the caller, and does not ask the store before', async () => {
    await start({ writeSettleMs: 60_000 });
    const answer = await placeTask(facade, { contractId: 'cont.of-others' });
    expect(errorOf(answer)).toMatchObject({ code: 'CONTRACT_NOT_ACCESSIBLE', key: 'UNASKED' });
  });

  test('keeps a contract id in an odd form out of the audit line, since it may be a secret', async () => {
    await start();
    const answer = await placeTask(facade, { contractId: 'CANARY secret' });
    expect(errorOf(answer)).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['input', 'contractId'] });
    expect(memory.lines.join()).not.toContain('CANARY');
  });
});

describe('a placement', () => {
  test.each(['', 'ü', 'line\nbreak', 'x'.repeat(256)])('with the key %j is a mistake of the caller', async (key) => {
    await start();
    const argumentPath = ['input', 'idempotencyKey'];
    const error = { code: 'BAD_USER_INPUT', retryable: false, argumentPath, key: 'UNASKED' };
    expect(errorOf(await placeTask(facade, { idempotencyKey: key }))).toEqual(error);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('tells UNASKED of its key in errors of the whole request', async () => {
    await start();
    const wrong = { ...NORTH, 'x-aleph-client-secret': 'wrong' };
    expect(errorOf(await placeTask(facade, {}, wrong))).toMatchObject({ code: 'CREDENTIALS_REJECTED', key: 'UNASKED' });
    expect(errorOf(await facade.ask(CREATE_TASK, { input: { ...TASK_INPUT, name: 7 } }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      key: 'UNASKED',
    });
  });

  test('of an hour over the limit is RATE_LIMITED with the wait, tasks and orders together', async () => {
    await start({ maxPlacementsPerHour: 2 });
    await placeTask(facade);
    await placeOrder(facade);
    const answer = await placeTask(facade, { idempotencyKey: 'third', name: 'Third' });
    const { retryAfterSeconds, ...error } = errorOf(answer);
    const limit = { name: 'placementsPerHour', allowed: 2 };
    expect(error).toEqual({ code: 'RATE_LIMITED', retryable: true, limit, key: 'FREE' });
    expect(retryAfterSeconds).toBeGreaterThan(3_590);
    expect(placedIn(facade)).toBe(2);
    // Found ones cost nothing.
    expect((await placeTask(facade, { idempotencyKey: 'again' })).body.data.createTask.outcome).toBe('FOUND_EXISTING');
  });

  test('with a used key and another input is IDEMPOTENCY_KEY_REUSED, whatever is wrong with that input', async () => {
    await start();
    await placeTask(facade);
    for (const changes of [{ name: 'Other' }, { name: '' }, { end: '2020-01-01T00:00:00Z' }, { productId: 1 }]) {
      const error = { code: 'IDEMPOTENCY_KEY_REUSED', retryable: false, key: 'HELD' };
      expect(errorOf(await placeTask(facade, changes))).toEqual(error);
    }
    expect(placedIn(facade)).toBe(1);
  });

  test('may use a key of the other mutation', async () => {
    await start();
    await placeTask(facade);
    expect((await placeOrder(facade)).body.data.createOrder.outcome).toBe('PLACED');
  });

  test('is STORE_UNAVAILABLE while earlier writes may be under way, and reads go on', async () => {
    await start({ writeSettleMs: 30_000 });
    const { retryAfterSeconds, ...error } = errorOf(await placeTask(facade));
    expect(error).toEqual({ code: 'STORE_UNAVAILABLE', retryable: true, reason: 'SETTLING', key: 'UNASKED' });
    expect(retryAfterSeconds).toBeGreaterThan(20);
    expect(postsIn(facade)).toBe(0);
    expect((await facade.ask(`{ contract(id: "${CONTRACT}") { tasks { totalCount } } }`)).body.errors).toBeUndefined();
  });

  test('is not begun where too little time is left for the answer', async () => {
    await start({ operationTimeoutMs: 5_000, upstreamTimeoutMs: 2_000, writeLookupDelayMs: 2_000 });
    expect(errorOf(await placeTask(facade))).toEqual({ code: 'DEADLINE_EXCEEDED', retryable: true, key: 'FREE' });
    expect(postsIn(facade)).toBe(0);
  });
});
