import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { type Caller, HARBOUR, NORTH, read, SOUTH, signIn, type Wire, withSandbox } from '../caller.ts';
import { AREA, TASK } from './wishes.ts';

const TASKS = '/tasking/tasks/';

describe('POST /tasking/tasks', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 0 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('a sound task is answered with 201 as received, and is read by id, in the list and by every filter', async () => {
    const before = (await read(north.get(TASKS))).count;
    const reply = await north.post(TASKS, { ...TASK, task_name: 'Found again', max_captures: 3 });
    const task: Wire = await reply.json();
    expect([reply.status, task]).toEqual([
      201,
      {
        ...TASK,
        task_id: expect.any(Number),
        task_name: 'Found again',
        target: { type: 'Point', coordinates: expect.arrayContaining(TASK.target.coordinates) },
        max_captures: 3,
        priority: expect.any(Number),
        client: expect.any(String),
        created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        status: 'received',
      },
    ]);
    expect(await read(north.get(`${TASKS}${task.task_id}/`))).toEqual(task);
    const list = await read(north.get(TASKS));
    expect([list.count, list.results[0]]).toEqual([before + 1, task]);
    const query = '?task_name=Found%20again&project_name=Ports&status=received';
    expect((await read(north.get(TASKS + query))).results).toEqual([task]);
    expect((await read(north.get('/tasking/clients/'))).results.map(({ name }: Wire) => name)).toContain(task.client);
  });

  test('two equal tasks are two, under numbers of their own', async () => {
    const [one, other] = [await read(north.post(TASKS, TASK)), await read(north.post(TASKS, TASK))];
    expect(one.task_id).not.toBe(other.task_id);
    expect((await read(north.get('/tasking/tasks/?task_name=Harbour at dawn'))).count).toBe(2);
  });

  test('times with an offset or without a zone come back in UTC, and names without the spaces around them', async () => {
    const wish = { ...TASK, task_name: '  Spaced ', start: '2027-01-04T03:00:00+03:00', end: '2027-01-18T00:00:00' };
    expect(await read(north.post(TASKS, wish))).toMatchObject({
      task_name: 'Spaced',
      start: TASK.start,
      end: TASK.end,
    });
  });

  test('a task belongs to its contract alone', async () => {
    const { task_id: id } = await read(north.post(TASKS, TASK));
    for (const contract of [HARBOUR, SOUTH]) {
      const stranger = await signIn(sandbox, contract);
      expect((await stranger.get(`${TASKS}${id}/`)).status).toBe(404);
      expect((await stranger.send('PATCH', `${TASKS}${id}/cancel/`, {})).status).toBe(404);
    }
    expect((await read(north.get(`${TASKS}${id}/`))).status).toBe('received');
  });

  test('without a token, or under a contract of somebody else, nothing is placed', async () => {
    const count = sandbox.placements().length;
    expect((await north.post(TASKS, TASK, { authorizationToken: '' })).status).toBe(401);
    expect((await north.post(TASKS, TASK, { 'X-Satellogic-Contract-Id': SOUTH })).status).toBe(401);
    expect(sandbox.placements()).toHaveLength(count);
  });

  test.each<[object, string[], string]>([
    [{ task_name: undefined }, ['task_name'], 'This field is required.'],
    [{ project_name: null }, ['project_name'], 'This field may not be null.'],
    [{ task_name: '   ' }, ['task_name'], 'This field may not be blank.'],
    [{ task_name: 7 }, ['task_name'], 'Not a valid string.'],
    [{ product: 90 }, ['product'], 'Invalid product'],
    [{ product: 220 }, ['product'], 'Invalid product'],
    [{ product: 'Multispectral' }, ['product'], 'Invalid product'],
    [{ target: AREA }, ['target'], 'The product does not take this target.'],
    [{ product: 178 }, ['target'], 'The product does not take this target.'],
    [{ target: { type: 'Point', coordinates: [181, 0] } }, ['target'], 'Invalid geometry'],
    [{ target: { type: 'Point', coordinates: [0, 91] } }, ['target'], 'Invalid geometry'],
    [{ target: { type: 'Point', coordinates: ['1', 2] } }, ['target'], 'Invalid geometry'],
    [{ target: { type: 'LineString', coordinates: AREA.coordinates[0] } }, ['target'], 'Invalid geometry'],
    [{ product: 178, target: { ...AREA, coordinates: [AREA.coordinates[0]?.slice(1)] } }, ['target'], 'Invalid'],
    [{ target: undefined }, ['target'], 'This field is required.'],
    [{ end: TASK.start }, ['end'], 'The end must come after the start.'],
    [{ start: 'soon', end: 5 }, ['end', 'start'], 'Datetime has wrong format.'],
    [{ max_captures: 0 }, ['max_captures'], 'Ensure this value is greater than or equal to 1.'],
    [{ expected_age: 'weekly' }, ['expected_age'], 'Duration has wrong format.'],
  ])('%j is refused with 400 and a map of %j', async (changes, names, words) => {
    const count = sandbox.placements().length;
    const reply = await north.post(TASKS, { ...TASK, ...changes });
    const complaints: Wire = await reply.json();
    expect([reply.status, Object.keys(complaints).sort()]).toEqual([400, names]);
    for (const name of names) expect(complaints[name]).toEqual([expect.stringContaining(words)]);
    expect(sandbox.placements()).toHaveLength(count);
  });

  test.each([[], 'text', null, undefined])('a body that is %j lacks every member', async (body) => {
    const reply = await north.post(TASKS, body);
    const complaints: Wire = await reply.json();
    expect([reply.status, Object.keys(complaints)]).toEqual([
      400,
      ['task_name', 'project_name', 'product', 'target', 'start', 'end'],
    ]);
  });
});

describe('PATCH /tasking/tasks/{id}/cancel', () => {
  const bodies = [
    ['{}', '/', {}],
    ['no body', '/', undefined],
    ['the query of a browser', '/?api_url=https:%2F%2Fapi.satellogic.com', {}],
    ['no slash', '', {}],
  ] as const;

  test.each(bodies)('with %s cancels, is answered with nothing, and can be sent again', async (_, tail, body) => {
    await withSandbox({ itemCount: 0 }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const { task_id: id } = await read(caller.post(TASKS, TASK));
      for (let turn = 0; turn < 2; turn += 1) {
        const reply = await caller.send('PATCH', `${TASKS}${id}/cancel${tail}`, body);
        expect([reply.status, await reply.text()]).toEqual([204, '']);
        expect((await read(caller.get(`${TASKS}${id}/`))).status).toBe('canceled');
      }
      expect((await read(caller.get(`${TASKS}?status=canceled&task_name=${TASK.task_name}`))).count).toBe(1);
    });
  });

  test('cancels a task that every sandbox has, its open captures and the order before it', async () => {
    await withSandbox({ itemCount: 0 }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const orders: Wire[] = (await read(caller.get('/v2/orders/?query=in_progress&limit=100'))).features;
      const [order] = orders.filter(({ properties: { sku } }) => sku.startsWith('TSK'));
      const { task_id: id } = order.properties.parameters;
      expect((await caller.send('PATCH', `${TASKS}${id}/cancel/`)).status).toBe(204);
      expect((await read(caller.get(`${TASKS}${id}/`))).status).toBe('canceled');
      const captures: Wire[] = (await read(caller.get(`${TASKS}${id}/captures/`))).results;
      expect(captures.length).toBeGreaterThan(0);
      expect(new Set(captures.map(({ status }) => status))).toEqual(new Set(['canceled']));
      const path = `/v2/orders/${order.properties.order_id}`;
      expect((await read(caller.get(path))).properties.status).toBe('canceled');
      const events: Wire[] = (await read(caller.get(`${path}/events`))).results;
      expect(events.at(-1).type).toBe('OrderCancellationAccepted');
    });
  });

  test('refuses a task that has ended, or by switch lets it be', async () => {
    for (const [lateCancel, status] of [
      ['refused', 400],
      ['ignored', 204],
    ] as const) {
      await withSandbox({ itemCount: 0, guesses: { lateCancel } }, async (sandbox) => {
        const caller = await signIn(sandbox);
        const [task] = (await read(caller.get(`${TASKS}?status=completed`))).results;
        expect((await caller.send('PATCH', `${TASKS}${task.task_id}/cancel/`, {})).status).toBe(status);
        expect((await read(caller.get(`${TASKS}${task.task_id}/`))).status).toBe('completed');
      });
    }
  });

  test('does not find a task of nobody', async () => {
    await withSandbox({ itemCount: 0 }, async (sandbox) => {
      const reply = await (await signIn(sandbox)).send('PATCH', `${TASKS}347600/cancel/`, {});
      expect([reply.status, await reply.json()]).toEqual([404, { detail: 'Not found.' }]);
    });
  });

  test.each([
    ['empty', ''],
    ['row', '"status":"canceled"'],
  ] as const)('by switch answers %s', async (way, text) => {
    await withSandbox({ itemCount: 0, guesses: { cancelAnswer: way } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const { task_id: id } = await read(caller.post(TASKS, TASK));
      const reply = await caller.send('PATCH', `${TASKS}${id}/cancel/`, {});
      expect([reply.status, await reply.text()]).toEqual([200, expect.stringContaining(text)]);
    });
  });
});

test('placements are counted by contract, in order of time', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const [north, harbour] = [await signIn(sandbox), await signIn(sandbox, HARBOUR)];
    await north.post(TASKS, TASK);
    await harbour.post(TASKS, { ...TASK, product: 203, task_name: 'Other' });
    await north.post(TASKS, { ...TASK, product: 1 });
    expect(sandbox.placements().map(({ kind, contractId, name }) => [kind, contractId, name])).toEqual([
      ['task', NORTH, 'Harbour at dawn'],
      ['task', HARBOUR, 'Other'],
    ]);
    expect(sandbox.placements(HARBOUR)).toHaveLength(1);
    expect(await read(fetch(`${sandbox.url}/_sandbox/placements`))).toEqual(sandbox.placements());
  });
});

test.each(['links-post', 'links-merge'] as const)(
  'where pages are asked for by POST (%s) a task is still placed, and pages are still read',
  async (listPaging) => {
    await withSandbox({ itemCount: 0, guesses: { listPaging } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      expect((await caller.post(TASKS, TASK)).status).toBe(201);
      const page = await read(caller.post(TASKS, { limit: 1, offset: 0 }));
      expect(page.results.map(({ task_name: name }: Wire) => name)).toEqual([TASK.task_name]);
    });
  },
);

test('by switch a window that is over is refused, names keep their spaces, and the status is 200', async () => {
  const guesses = { pastWindows: 'refused', names: 'kept', created: 200 } as const;
  await withSandbox({ itemCount: 0, guesses, now: () => Date.parse(TASK.end) }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const reply = await caller.post(TASKS, TASK);
    expect([reply.status, await reply.json()]).toEqual([400, { end: ['The end must not be in the past.'] }]);
    const spaced = await caller.post(TASKS, { ...TASK, task_name: ' A ', end: '2027-01-18T00:00:01Z' });
    expect([spaced.status, ((await spaced.json()) as Wire).task_name]).toEqual([200, ' A ']);
  });
});
