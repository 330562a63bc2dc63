import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { errorsOf } from '../support/facade/http.ts';
import { CONTRACT, placeOrder, placeTask } from '../support/facade/placing.ts';

let facade: Facade;

beforeEach(async () => {
  facade = await startFacade({ sandbox: { itemCount: 10 }, config: { upstreamTimeoutMs: 700, writeLookupDelayMs: 0 } });
});
afterEach(() => facade.close());

const FIELDS = 'outcome userErrors { code field message }';

const askTask = (taskId: number) =>
  facade.ask(
    `mutation { cancelTask(input: { contractId: "${CONTRACT}", taskId: ${taskId} }) { ${FIELDS} task { statusText } } }`,
  );
const askOrder = (orderId: string) =>
  facade.ask(
    `mutation { cancelOrder(input: { contractId: "${CONTRACT}", orderId: "${orderId}" }) { ${FIELDS} order { statusText } } }`,
  );
const patches = () => facade.upstreamCalls().filter((call) => call.startsWith('PATCH '));

async function placedTask(): Promise<number> {
  return (await placeTask(facade)).body.data.createTask.taskId;
}

async function cancel(taskId: number) {
  const { body } = await askTask(taskId);
  expect(body.errors).toBeUndefined();
  return body.data.cancelTask;
}

describe('cancelTask', () => {
  test('cancels a task, and sends nothing for one that has ended', async () => {
    const taskId = await placedTask();
    expect(await cancel(taskId)).toEqual({ outcome: 'CANCELED', task: { statusText: 'canceled' }, userErrors: [] });
    expect(await cancel(taskId)).toMatchObject({ outcome: 'ALREADY_FINAL', task: { statusText: 'canceled' } });
    expect(patches()).toEqual([`PATCH /tasking/tasks/${taskId}/cancel`]);
  });

  test('tells of a task that the contract does not have, with nothing sent', async () => {
    expect(await cancel(1)).toMatchObject({
      outcome: 'NOT_REQUESTED',
      task: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['taskId'] }],
    });
    expect(patches()).toEqual([]);
  });

  test('reads the task after an answer without one', async () => {
    const taskId = await placedTask();
    facade.sandbox.inject({
      method: 'PATCH',
      path: '*',
      carriedOut: 'first',
      answer: { kind: 'status', status: 204, body: '' },
    });
    expect(await cancel(taskId)).toMatchObject({ outcome: 'CANCELED' });
  });

  test('is only requested while Aleph shows another status', async () => {
    const taskId = await placedTask();
    facade.sandbox.inject({ method: 'PATCH', path: '*', answer: { kind: 'status', status: 202, body: '' } });
    expect(await cancel(taskId)).toMatchObject({
      outcome: 'CANCEL_REQUESTED',
      task: { statusText: 'received' },
      userErrors: [],
    });
  });

  test.each([
    ['carried out', 'first', { outcome: 'CANCELED', userErrors: [] }],
    ['lost', undefined, { outcome: 'UNCERTAIN', userErrors: [{ code: 'WRITE_OUTCOME_UNKNOWN', field: ['taskId'] }] }],
  ] as const)(
    'whose answer is lost is %s by the task itself, and is not sent twice',
    async (_, carriedOut, expected) => {
      const taskId = await placedTask();
      facade.sandbox.inject({
        method: 'PATCH',
        path: '*',
        ...(carriedOut && { carriedOut }),
        answer: { kind: 'reset' },
      });
      expect(await cancel(taskId)).toMatchObject(expected);
      expect(patches()).toHaveLength(1);
    },
  );

  test('that Aleph refuses tells why', async () => {
    const taskId = await placedTask();
    facade.sandbox.inject({
      method: 'PATCH',
      path: '*',
      answer: { kind: 'status', status: 400, body: { detail: 'Too late.' } },
    });
    expect(await cancel(taskId)).toMatchObject({
      outcome: 'NOT_REQUESTED',
      userErrors: [{ code: 'REFUSED_BY_ALEPH', message: 'Too late.' }],
    });
  });

  test('that cannot read the task sends nothing', async () => {
    facade.sandbox.inject({ method: 'GET', path: '/tasking/tasks/*', answer: { kind: 'status', status: 500 } });
    expect(errorsOf(await askTask(1))[0]).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(patches()).toEqual([]);
  });
});

describe('cancelOrder', () => {
  test('cancels the task behind an order', async () => {
    const { orderId, order } = (await placeOrder(facade)).body.data.createOrder;
    const { body } = await askOrder(orderId);
    expect(body.data.cancelOrder).toMatchObject({ userErrors: [] });
    expect(body.data.cancelOrder.outcome).toMatch(/^CANCEL/);
    expect(patches()).toEqual([`PATCH /tasking/tasks/${order.taskId}/cancel`]);
  });

  test('tells of an order that is not there', async () => {
    expect((await askOrder('999999')).body.data.cancelOrder).toMatchObject({
      outcome: 'NOT_REQUESTED',
      userErrors: [{ code: 'NOT_FOUND', field: ['orderId'] }],
    });
  });

  test('sends nothing for an order without a task', async () => {
    const properties = { order_id: '000001', status: 'received', parameters: {} };
    facade.sandbox.inject({
      method: 'GET',
      path: '/v2/orders/000001',
      answer: { kind: 'json', body: { type: 'Feature', properties } },
    });
    expect((await askOrder('000001')).body.data.cancelOrder).toMatchObject({
      outcome: 'NOT_REQUESTED',
      order: { statusText: 'received' },
      userErrors: [{ code: 'NOT_CANCELABLE', field: ['orderId'] }],
    });
    expect(patches()).toEqual([]);
  });
});
