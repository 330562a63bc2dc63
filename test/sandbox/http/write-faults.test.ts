import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { faultsFromFlags } from '../../../src/sandbox/http/fault-flags.ts';
import type { Fault } from '../../../src/sandbox/http/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { type Caller, read, signIn } from '../caller.ts';
import { orderOf, TASK } from '../placing/wishes.ts';

const TASKS = '/tasking/tasks/';

let sandbox: Sandbox;
let north: Caller;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 0 });
  north = await signIn(sandbox);
});
afterEach(() => sandbox.clearFaults());
afterAll(() => sandbox.close());

/** How many more were placed under this name, whatever the caller was told. */
const countOf = (name: string) => sandbox.placements().filter((one) => one.name === name).length;
const place = (name: string) => north.post(TASKS, { ...TASK, task_name: name });
/** The status, or the name of the error where no whole answer came. */
const outcomeOf = async (answer: Promise<Response>) => {
  try {
    const reply = await answer;
    await reply.text();
    return reply.status;
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
};
const onWrite = (fault: Partial<Fault>) =>
  sandbox.inject({ method: 'POST', path: '/tasking/tasks', times: 1, ...fault });

describe('an answer to a write that is spoiled', () => {
  const RESET = { kind: 'reset' } as const;
  const FAILURE = { kind: 'status', status: 503 } as const;

  test.each([
    ['reset before placing', { answer: RESET }, 'TypeError', 0],
    ['reset after placing', { answer: RESET, carriedOut: 'first' }, 'TypeError', 1],
    ['closed after placing', { answer: { kind: 'close' }, carriedOut: 'first' }, 'TypeError', 1],
    ['cut off in the middle', { answer: { kind: 'truncated' } }, 'TypeError', 1],
    ['5xx before placing', { answer: FAILURE }, 503, 0],
    ['5xx after placing', { answer: FAILURE, carriedOut: 'first' }, 503, 1],
    ['a 2xx without a body after placing', { answer: { kind: 'raw', body: '' }, carriedOut: 'first' }, 200, 1],
    ['slow before placing', { latencyMs: 5 }, 201, 1],
    ['slow after placing', { latencyMs: 5, carriedOut: 'first' }, 201, 1],
    ['late without a word', { latencyMs: 5, carriedOut: 'late' }, 201, 1],
  ] satisfies [string, Partial<Fault>, unknown, number][])('%s', async (name, fault, told, count) => {
    onWrite(fault);
    expect([await outcomeOf(place(name)), countOf(name)]).toEqual([told, count]);
    expect((await read(north.get(`${TASKS}?task_name=${name}`))).count).toBe(count);
  });

  test('is lost for as many writes as the rule says, and no read is touched', async () => {
    onWrite({ times: 2, answer: RESET, carriedOut: 'first' });
    const answers = [];
    for (let turn = 0; turn < 3; turn += 1) {
      answers.push(await outcomeOf(place('thrice')));
      expect((await north.get(TASKS)).status).toBe(200);
    }
    expect([answers, countOf('thrice')]).toEqual([['TypeError', 'TypeError', 201], 3]);
  });

  test('hangs after placing until the caller leaves', async () => {
    onWrite({ answer: { kind: 'hang' }, carriedOut: 'first' });
    const leaving = new AbortController();
    const waiting = fetch(new URL(TASKS, sandbox.url), {
      method: 'POST',
      headers: { authorizationToken: `Bearer ${north.token}`, 'X-Satellogic-Contract-Id': north.contractId },
      body: JSON.stringify({ ...TASK, task_name: 'hung' }),
      signal: leaving.signal,
    }).catch((error: Error) => error.name);
    await vi.waitUntil(() => countOf('hung') === 1);
    leaving.abort();
    expect(await waiting).toBe('AbortError');
  });

  test('a slow write of a caller who left is never carried out, but a late one is', async () => {
    for (const [name, fault, count] of [
      ['slow', { latencyMs: 60 }, 0],
      ['late', { latencyMs: 60, carriedOut: 'late' }, 1],
    ] as const) {
      onWrite(fault);
      sandbox.resetCalls();
      const leaving = new AbortController();
      const waiting = fetch(new URL(TASKS, sandbox.url), {
        method: 'POST',
        headers: { authorizationToken: `Bearer ${north.token}`, 'X-Satellogic-Contract-Id': north.contractId },
        body: JSON.stringify({ ...TASK, task_name: name }),
        signal: leaving.signal,
      }).catch((error: Error) => error.name);
      await vi.waitUntil(() => sandbox.calls()[0]?.body !== undefined);
      leaving.abort();
      expect([await waiting, countOf(name)]).toEqual(['AbortError', 0]);
      await vi.waitUntil(() => sandbox.calls()[0]?.aborted);
      // Another request with a longer wait ends after this one would have been carried out.
      sandbox.inject({ path: '/contracts', times: 1, latencyMs: 90 });
      await north.get('/contracts');
      expect(countOf(name)).toBe(count);
    }
  });

  test('a reset does not wait for a late write, which a look-up in between does not see', async () => {
    onWrite({ answer: RESET, latencyMs: 100, carriedOut: 'late' });
    await expect(place('unseen')).rejects.toThrow();
    expect((await read(north.get(`${TASKS}?task_name=unseen`))).count).toBe(0);
    await vi.waitUntil(() => countOf('unseen') === 1);
    expect((await read(north.get(`${TASKS}?task_name=unseen`))).count).toBe(1);
  });

  test('holds for orders and cancellations alike', async () => {
    sandbox.inject({ method: 'POST', path: '/v2/orders', times: 1, answer: RESET, carriedOut: 'first' });
    await expect(north.post('/v2/orders/', orderOf({ order_name: 'lost order' }))).rejects.toThrow();
    const [order] = (await read(north.get('/v2/orders/?query=lost order'))).features;
    const cancel = `/tasking/tasks/${order.properties.parameters.task_id}/cancel/`;
    sandbox.inject({ method: 'PATCH', path: '/tasking/tasks/*', times: 1, answer: FAILURE, carriedOut: 'first' });
    expect((await north.send('PATCH', cancel, {})).status).toBe(503);
    expect((await read(north.get(`/v2/orders/${order.properties.order_id}`))).properties.status).toBe('canceled');
  });
});

describe('a rule with another for afterwards', () => {
  const [RELAPSE] = faultsFromFlags(['PATCH /tasking/tasks/*/cancel times=1 relapse']).faults;

  test('relapse: the task that was canceled is in progress once more, for the next read alone', async () => {
    const { task_id: id } = await read(place('relapsing'));
    if (RELAPSE) sandbox.inject(RELAPSE);
    const status = async () => (await read(north.get(`${TASKS}${id}/`))).status;
    expect(await status()).toBe('received');
    expect((await north.send('PATCH', `${TASKS}${id}/cancel/`, {})).status).toBe(204);
    expect([await status(), await status()]).toEqual(['in_progress', 'canceled']);
  });

  test('the look-up after a lost answer fails, and no read before it', async () => {
    onWrite({
      answer: { kind: 'reset' },
      carriedOut: 'first',
      afterwards: { method: 'GET', path: '/tasking/tasks/', times: 1, answer: { kind: 'status', status: 500 } },
    });
    expect((await north.get(TASKS)).status).toBe(200);
    await expect(place('looked up')).rejects.toThrow();
    expect((await north.get(TASKS)).status).toBe(500);
    expect((await north.get(TASKS)).status).toBe(200);
  });

  test('leaves no rule behind that is used up', async () => {
    const next = { path: '/nowhere', times: 1, latencyMs: 1 };
    sandbox.inject({ path: '/contracts', afterwards: next });
    for (let turn = 0; turn < 5; turn += 1) {
      await north.get('/contracts');
      await north.get('/nowhere');
    }
    const rules = await read(fetch(`${sandbox.url}/_sandbox/faults`));
    expect(rules).toEqual([next, { path: '/contracts', afterwards: next }]);
  });

  test('is checked all the way down', () => {
    const inner = { path: '/x', answer: { kind: 'flood' } };
    expect(() => sandbox.inject({ path: '/x', afterwards: inner } as unknown as Fault)).toThrow('afterwards');
    expect(() => sandbox.inject({ path: '/x', carriedOut: 'first' })).toThrow('neither');
    expect(() => sandbox.inject({ path: '/x', latencyMs: 1, carriedOut: 'never' } as unknown as Fault)).toThrow();
  });
});

test.each([
  ['POST /tasking/tasks reset first', { answer: { kind: 'reset' }, carriedOut: 'first' }],
  ['POST /tasking/tasks latency=9 late times=2', { latencyMs: 9, carriedOut: 'late', times: 2 }],
])('%s is read from the command line', (flag, fault) => {
  expect(faultsFromFlags([flag]).faults).toEqual([{ method: 'POST', path: '/tasking/tasks', ...fault }]);
});
