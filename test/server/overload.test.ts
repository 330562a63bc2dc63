import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { schedule } from '../../src/async/fair-scheduler.ts';
import { block } from '../support/event-loop.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, send, untilAsked } from '../support/facade/http.ts';
import { PORTS } from '../support/sandbox/world.ts';

describe('a busy server', () => {
  let facade: Facade;

  beforeEach(async () => {
    facade = await startFacade({
      sandbox: { itemCount: 10 },
      config: { maxConcurrent: 4, maxConcurrentPerCaller: 2, operationTimeoutMs: 10_000 },
    });
  });
  afterEach(() => facade.close());

  test('sheds the excess with 503 and Retry-After, answers the rest, and stays healthy', async () => {
    // Those who wait together for a token, or for the list of contracts, take no place: both are known.
    for (const caller of [NORTH, SOUTH]) await facade.ask('{ contracts { id } }', {}, caller);
    facade.sandbox.inject({ path: '/tasking/tasks', latencyMs: 1_200 });
    // Each asks for another page: operations that wait for the same read take no place.
    const queries = Array.from({ length: 12 }, (_, n) => `{ contracts { tasks(first: ${n + 1}) { totalCount } } }`);
    const asked = Promise.all(queries.map((query, n) => facade.ask(query, {}, n % 2 === 0 ? NORTH : SOUTH)));
    await untilAsked(facade, '/tasking/tasks');
    expect((await send(`${facade.url}/health`)).status).toBe(200);
    expect((await send(`${facade.url}/ready`)).status).toBe(200);

    const answers = await asked;
    const shed = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200).length + shed.length).toBe(12);
    expect(shed.length).toBeGreaterThan(0);
    for (const answer of shed) {
      expect(codesOf(answer)).toEqual(['OVERLOADED']);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect((await facade.ask('{ contracts { id } }')).status).toBe(200);
  });

  test('lets one caller take its share only, and answers another meanwhile', async () => {
    for (const caller of [NORTH, SOUTH]) await facade.ask('{ contracts { id } }', {}, caller);
    facade.sandbox.inject({ path: '/tasking/tasks', latencyMs: 1_200 });
    const pageOf = (first: number) => `{ contract(id: "${PORTS}") { tasks(first: ${first}) { totalCount } } }`;
    const greedy = Array.from({ length: 6 }, (_, n) => facade.ask(pageOf(n + 1), {}, NORTH));
    await untilAsked(facade, '/tasking/tasks', 2);
    const modest = await facade.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
    expect(modest.body.data.contracts).toHaveLength(1);
    expect(facade.upstreamCalls().filter((call) => call === 'GET /tasking/tasks')).toHaveLength(2);
    await Promise.all(greedy);
  });

  test('takes up a crowd of connections in one go, however much heavy work waits', async () => {
    const order: string[] = [];
    const heavyWork = async () => {
      await schedule();
      block(10);
      order.push('work');
    };
    const health = () => send(`${facade.url}/health`).then(() => order.push('reply'));
    await Promise.all([...Array.from({ length: 20 }, health), ...Array.from({ length: 40 }, heavyWork)]);
    // Node takes up one connection a turn of the event loop, and each turn would have its piece of work.
    expect(order.slice(0, order.lastIndexOf('reply')).filter((what) => what === 'work').length).toBeLessThan(15);
  });

  test('gives no slot to operations that wait for one token, however many they are', async () => {
    facade.sandbox.inject({ path: '/oauth/token', latencyMs: 1_500 });
    // The share of two, and as many as may wait of one caller.
    const answers = await Promise.all(Array.from({ length: 177 }, () => facade.ask('{ contracts { id } }')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(facade.tokenCalls()).toBe(1);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('gives no slot to operations that wait to be signed in, each with a pair of its own', async () => {
    const query = '{ contracts { id } }';
    await facade.ask(query);
    facade.sandbox.inject({ path: '/oauth/token', latencyMs: 1_800 });
    const strangers = Array.from({ length: 8 }, (_, n) =>
      facade.ask(query, {}, { 'x-aleph-client-id': `stranger-${n}`, 'x-aleph-client-secret': 'wrong' }),
    );
    await untilAsked(facade, '/oauth/token', 4);
    expect((await facade.ask(query)).status).toBe(200);
    await Promise.all(strangers);
  });

  test('gives no slot to operations that wait for one read', async () => {
    await facade.ask('{ contracts { id } }');
    facade.sandbox.resetCalls();
    facade.sandbox.inject({ path: '/tasking/tasks', latencyMs: 1_000 });
    const [contract] = (await facade.ask('{ contracts { id } }')).body.data.contracts;
    const query = `{ contract(id: "${contract.id}") { tasks(first: 3) { totalCount } } }`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => facade.ask(query)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(facade.upstreamCalls()).toHaveLength(1);
  });
});

describe('a reply', () => {
  test('over its limit is refused with the limit’s name', async () => {
    const facade = await startFacade({
      sandbox: { itemCount: 10 },
      config: { limits: { ...DEFAULT_LIMITS, replyBytes: 100 } },
    });
    const small = await facade.ask('{ __typename }', {}, {});
    const large = await facade.ask('{ contracts { id name } }');
    const ofSchema = await facade.ask('{ __schema { types { name } } }', {}, {});
    await facade.close();
    expect(small.status).toBe(200);
    expect(codesOf(ofSchema)).toEqual(['QUERY_TOO_COMPLEX']);
    expect(large.status).toBe(400);
    expect(large.body).not.toHaveProperty('data');
    expect(large.body.errors[0].extensions).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      limit: { name: 'replyBytes', allowed: 100 },
    });
  });
});
