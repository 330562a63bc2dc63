import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { ARCTIC, type Caller, HARBOUR, read, SOUTH, signIn, type Wire, withSandbox } from '../caller.ts';
import { AREA, orderOf, TASK } from './wishes.ts';

const ORDERS = '/v2/orders/';

describe('POST /v2/orders', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 2000 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('a sound order is answered with 201 as received, and is read by id, in the list and by free text', async () => {
    const before = (await read(north.get(ORDERS))).count;
    const reply = await north.post(ORDERS, orderOf({ order_name: 'Zebra quay' }));
    const order: Wire = await reply.json();
    expect(reply.status).toBe(201);
    expect(order.properties).toMatchObject({
      order_id: expect.stringMatching(/^0\d{5}$/),
      contract_id: north.contractId,
      order_name: 'Zebra quay',
      project_name: 'Ports',
      sku: 'TSKPOI-M',
      product_name: 'Standard Tasking',
      status: 'received',
      parameters: { start: TASK.start, end: TASK.end, task_id: expect.any(Number) },
    });
    expect(await read(north.get(`${ORDERS}${order.properties.order_id}`))).toEqual(order);
    const list = await read(north.get(`${ORDERS}?limit=500`));
    expect([list.count, list.features.at(-1)]).toEqual([before + 1, order]);
    expect((await read(north.get(`${ORDERS}?query=zebra`))).features).toEqual([order]);
  });

  test('a tasking order brings a task of the same name, target and window; an archive order brings none', async () => {
    const count = async () => (await read(north.get('/tasking/tasks/'))).count;
    const before = await count();
    const order = await read(north.post(ORDERS, orderOf({ sku: 'TSKARE-M' }, AREA)));
    const task = await read(north.get(`/tasking/tasks/${order.properties.parameters.task_id}`));
    expect(task).toMatchObject({
      task_name: 'Harbour order',
      project_name: 'Ports',
      product: 178,
      target: order.geometry,
      start: TASK.start,
      end: TASK.end,
      status: 'received',
    });
    const archived = orderOf({ sku: 'ARCIMG-M.NN.NN', parameters: { outcome_id: 'x', processing_level: 'L1D' } }, AREA);
    const other = await read(north.post(ORDERS, archived));
    expect(other.properties.parameters).toEqual({ outcome_id: 'x', processing_level: 'L1D' });
    expect(await count()).toBe(before + 1);
    expect(sandbox.placements().filter(({ kind }) => kind === 'task')).toEqual([]);
  });

  test.each([
    ['TSKPOI-M', undefined],
    ['TSKRSH-M.NN.NN', undefined],
    ['TSKRSH-M.15.01', undefined],
    ['TSKRRD-M.NN.NN', undefined],
    ['TSKARE-M', AREA],
    ['ARCIMG-M.NN.NN', AREA],
    ['ARCLGD-M.NN.NN', AREA],
  ])('%s is among the products of the first contract, and comes back as it was written', async (sku, geometry) => {
    const parameters = { start: TASK.start, end: TASK.end, outcome_id: 'x' };
    const order = await read(north.post(ORDERS, orderOf({ sku, parameters }, geometry)));
    expect(order.properties.sku).toBe(sku);
  });

  test.each([
    [HARBOUR, 'TSKRSH-M.NN.NN'],
    [ARCTIC, 'TSKPOI-M'],
    [SOUTH, 'TSKRRD-M.NN.NN'],
    [undefined, 'TSKPOI'],
    [undefined, 'TSKPOI-M.15.01'],
    [undefined, 7],
  ])('under %s the product %s is no product of the contract', async (contract, sku) => {
    const reply = await (await signIn(sandbox, contract)).post(ORDERS, orderOf({ sku }));
    expect([reply.status, await reply.json()]).toEqual([400, { properties: { sku: ['Invalid product'] } }]);
  });

  const window = { start: TASK.start, end: TASK.end };
  test.each<[object, Wire]>([
    [orderOf({ order_name: undefined }), { properties: { order_name: ['This field is required.'] } }],
    [orderOf({ project_name: '' }), { properties: { project_name: ['This field may not be blank.'] } }],
    [orderOf({}, AREA), { geometry: ['The product does not take this geometry.'] }],
    [orderOf({ sku: 'TSKARE-M' }), { geometry: ['The product does not take this geometry.'] }],
    [orderOf({}, null), { geometry: ['This field may not be null.'] }],
    [{ ...orderOf(), type: 'FeatureCollection' }, { type: ['Expected one Feature.'] }],
    [{ type: 'Feature', geometry: TASK.target }, { properties: ['This field is required.'] }],
    [orderOf({ parameters: undefined }), { properties: { parameters: ['This field is required.'] } }],
    [
      orderOf({ parameters: {} }),
      { properties: { parameters: { start: ['This field is required.'], end: ['This field is required.'] } } },
    ],
    [
      orderOf({ parameters: { start: TASK.end, end: TASK.start } }),
      { properties: { parameters: { end: ['The end must come after the start.'] } } },
    ],
    [
      orderOf({ sku: 'ARCIMG-M.NN.NN', parameters: {} }, AREA),
      { properties: { parameters: { outcome_id: ['This field is required.'] } } },
    ],
    [
      orderOf({ parameters: { ...window, max_ona: 46, revisit_period: 'daily' } }),
      {
        properties: {
          parameters: {
            revisit_period: ['Duration has wrong format.'],
            max_ona: ['Ensure this value is less than or equal to 45.'],
          },
        },
      },
    ],
    [
      orderOf({ parameters: { ...window, min_ona: 30, max_ona: 20 } }),
      { properties: { parameters: { max_ona: ['The largest angle is below the smallest.'] } } },
    ],
  ])('%j is refused with 400 and a map in the shape of the body', async (body, complaints) => {
    const count = sandbox.placements().length;
    const reply = await north.post(ORDERS, body);
    expect([reply.status, await reply.json()]).toEqual([400, complaints]);
    expect(sandbox.placements()).toHaveLength(count);
  });

  test('parameters that are null count as left out', async () => {
    const parameters = { ...window, revisit_period: null, remapping_period: null };
    expect((await north.post(ORDERS, orderOf({ parameters }))).status).toBe(201);
  });
});

describe('the cancellation of an order', () => {
  test('goes by its task, and POST /v2/orders/{id}/cancel is forbidden', async () => {
    await withSandbox({ itemCount: 0 }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const { properties } = await read(caller.post(ORDERS, orderOf()));
      const path = `${ORDERS}${properties.order_id}`;
      expect((await caller.post(`${path}/cancel`, {})).status).toBe(403);
      expect((await read(caller.get(path))).properties.status).toBe('received');
      await caller.send('PATCH', `/tasking/tasks/${properties.parameters.task_id}/cancel/`, {});
      expect((await read(caller.get(path))).properties.status).toBe('canceled');
      const events: Wire[] = (await read(caller.get(`${path}/events`))).results;
      expect(events.map(({ type }) => type).slice(-2)).toEqual([
        'OrderCancellationRequested',
        'OrderCancellationAccepted',
      ]);
    });
  });

  test('by DELETE reaches one without a task too, and by switch there is no such route', async () => {
    for (const [orderDelete, status, word] of [
      ['served', 204, 'canceled'],
      ['missing', 403, 'received'],
    ] as const) {
      await withSandbox({ itemCount: 0, guesses: { orderDelete } }, async (sandbox) => {
        const caller = await signIn(sandbox);
        const archived = orderOf({ sku: 'ARCIMG-M.NN.NN', parameters: { outcome_id: 'x' } }, AREA);
        for (const body of [archived, orderOf()]) {
          const { properties } = await read(caller.post(ORDERS, body));
          const path = `${ORDERS}${properties.order_id}`;
          expect((await caller.send('DELETE', path)).status).toBe(status);
          expect((await read(caller.get(path))).properties.status).toBe(word);
        }
      });
    }
  });
});

test.each(['features', 'results'] as const)('by switch a placed order comes as the only one of %s', async (way) => {
  await withSandbox({ itemCount: 0, guesses: { createdOrder: way, fieldMaps: 'flat' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const answer = await read(caller.post(ORDERS, orderOf()));
    expect(answer).toEqual({ [way]: [expect.objectContaining({ type: 'Feature' })] });
    const complaints = await read(
      caller.post(ORDERS, orderOf({ order_name: 7, sku: 'X', parameters: { min_ona: -1 } })),
    );
    expect(Object.keys(complaints).sort()).toEqual(['min_ona', 'order_name', 'sku']);
  });
});
