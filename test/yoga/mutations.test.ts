import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { createFacade } from '../../src/yoga/facade.ts';
import type { FacadeOptions } from '../../src/yoga/options.ts';
import { type EmbeddedFacade, startEmbedded } from '../support/facade/embedded.ts';
import { NORTH } from '../support/facade/facade.ts';
import { codesOf, errorsOf, send } from '../support/facade/http.ts';
import {
  CONTRACT,
  CREATE_TASK,
  placedIn,
  placeOrder,
  placeTask,
  postsIn,
  TASK_INPUT,
} from '../support/facade/placing.ts';

let facade: EmbeddedFacade;
const MUTATIONS = { settleMs: 0, lookupDelayMs: 0 };
const open = async (options: FacadeOptions = {}) => {
  facade = await startEmbedded({ sandbox: { itemCount: 10 } }, { mutations: MUTATIONS, ...options });
  return facade;
};
afterEach(() => facade.close());

const auditLines = () => facade.log.entries('write');

describe('mutations inside another server', () => {
  test('place once for one key, and leave an audit line each', async () => {
    await open();
    const [first, second] = [await placeTask(facade), await placeTask(facade)];

    expect(first.body.data.createTask).toMatchObject({ outcome: 'PLACED', replayed: false, userErrors: [] });
    expect(second.body.data.createTask).toMatchObject({ outcome: 'PLACED', replayed: true });
    expect(placedIn(facade)).toBe(1);
    expect(auditLines()).toEqual(
      [first, second].map(({ headers, body }) =>
        expect.objectContaining({
          requestId: headers.get('x-request-id'),
          mutation: 'createTask',
          contract: CONTRACT,
          outcome: 'PLACED',
          id: String(body.data.createTask.taskId),
        }),
      ),
    );
    for (const text of [TASK_INPUT.name, TASK_INPUT.projectName, TASK_INPUT.idempotencyKey, '51.92', 'secret']) {
      expect(JSON.stringify(auditLines())).not.toContain(text);
    }
  });

  test('call an unknown outcome UNCERTAIN, and look it up with the same key', async () => {
    await open({ upstreamTimeoutMs: 400 });
    const answer = { kind: 'reset' } as const;
    facade.sandbox.inject({ method: 'POST', path: '/v2/orders', times: 1, carriedOut: 'first', answer });
    facade.sandbox.inject({ method: 'GET', path: '/v2/orders', after: 1, answer: { kind: 'status', status: 503 } });

    const { body } = await placeOrder(facade);
    expect(body.errors).toBeUndefined();
    expect(body.data.createOrder.outcome).toBe('UNCERTAIN');
    expect(placedIn(facade)).toBe(1);
  });

  test('are off in front of Aleph unless an option turns them on', async () => {
    await open({ mutations: undefined });
    const answer = await placeTask(facade);
    expect(codesOf(answer)).toEqual(['MUTATIONS_DISABLED']);
    expect(placedIn(facade)).toBe(0);
    expect(auditLines()).toMatchObject([{ mutation: 'createTask', outcome: 'MUTATIONS_DISABLED' }]);
  });

  test('are on with the sandbox', async () => {
    await open();
    const own = createFacade({ upstream: 'sandbox', log: facade.log.log });
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...NORTH } };
    const body = JSON.stringify({ query: CREATE_TASK, variables: { input: TASK_INPUT } });
    const reply = await own.fetch(new Request('http://host.example/graphql', { ...init, body }));
    await own.close();
    expect((await reply.json()).data.createTask.outcome).toBe('PLACED');
  });

  test('keep to the contracts and the number that options allow', async () => {
    await open({ mutations: { ...MUTATIONS, contracts: ['cont.another'] } });
    expect(codesOf(await placeTask(facade))).toEqual(['FORBIDDEN']);
    await facade.close();

    await open({ mutations: { ...MUTATIONS, maxPlacementsPerHour: 1 } });
    await placeTask(facade);
    const [error] = errorsOf(await placeTask(facade, { idempotencyKey: 'key-2', name: 'Another' }));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(postsIn(facade)).toBe(1);
  });

  test('run by POST alone', async () => {
    await open();
    const query = `query=${encodeURIComponent('mutation { cancelTask(input: { contractId: "a", taskId: "1" }) { outcome } }')}`;
    const answer = await send(`${facade.url}/graphql?${query}`, { headers: NORTH });
    expect(answer.status).toBe(405);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('need the header against other sites where a session stands in', async () => {
    const credentials = () =>
      ({ kind: 'PAIR', clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' }) as const;
    await open({ credentials });
    expect(codesOf(await placeTask(facade, {}, {}))).toEqual(['CSRF_BLOCKED']);
    expect(placedIn(facade)).toBe(0);

    const { body } = await placeTask(facade, {}, { 'graphql-require-preflight': '1' });
    expect(body.data.createTask.outcome).toBe('PLACED');
  });

  test('tell that the key is held where a plugin fails after something was placed', async () => {
    const onExecute = () => ({
      onExecuteDone() {
        throw new GraphQLError('the plugin failed', { extensions: { code: 'PLUGIN' } });
      },
    });
    await open({ plugins: [{ onExecute }] });
    const answer = await placeTask(facade);

    expect(placedIn(facade)).toBe(1);
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'PLUGIN', key: 'HELD' } }]);
  });

  test('tell that no key was asked for where a plugin refuses before', async () => {
    const onExecute = () => {
      throw new GraphQLError('no', { extensions: { code: 'PLUGIN' } });
    };
    await open({ plugins: [{ onExecute }] });
    expect((await placeTask(facade)).body.errors).toMatchObject([{ extensions: { code: 'PLUGIN', key: 'UNASKED' } }]);
    expect(placedIn(facade)).toBe(0);
  });

  test('refuse writes, and serve reads, while the store of keys cannot be reached', async () => {
    await open({ mutations: { ...MUTATIONS, redisUrl: 'redis://:hidden@127.0.0.1:1' } });
    const [error] = errorsOf(await placeTask(facade));
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((await facade.ask('{ contracts { id } }')).body.data.contracts).toHaveLength(3);
    expect(placedIn(facade)).toBe(0);
    expect(JSON.stringify(facade.log.lines)).not.toContain('hidden');
  });
});

describe('options of mutations', () => {
  test.each([
    [{ contracts: 'cont.a' }, 'mutations.contracts: expected a list of contracts'],
    [{ maxPlacementsPerHour: 0 }, 'mutations.maxPlacementsPerHour'],
    [{ redisUrl: 'http://127.0.0.1' }, 'mutations.redisUrl: expected an address such as redis://'],
    [{ perHour: 3 }, 'mutations.perHour: there is no such option'],
    ['yes please', 'mutations'],
  ])('that are wrong are told by their names: %j', async (mutations, message) => {
    await open();
    expect(() => createFacade({ mutations: mutations as never })).toThrow(message);
  });
});
