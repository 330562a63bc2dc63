import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { NORTH, read, signIn, type Wire } from '../caller.ts';

// The requests of public clients of Aleph as they send them. Only the base URL and the credentials are the sandbox's.

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 0 });
  token = (await signIn(sandbox)).token;
});
afterAll(() => sandbox.close());

/** image-mate sends its token in both headers. */
const headers = () => ({
  authorizationToken: `Bearer ${token}`,
  'X-Satellogic-Contract-Id': NORTH,
  Authorization: `Bearer ${token}`,
});
const asJson = () => ({ ...headers(), 'Content-Type': 'application/json' });
const url = (path: string) => `${sandbox.url}${path}`;

const ORDER =
  '{"type":"Feature","geometry":{"type":"Point","coordinates":[-122.3921,37.6178]},' +
  '"properties":{"order_name":"my order","project_name":"my project","sku":"TSKPOI-M",' +
  '"parameters":{"start":"2026-09-01T00:00:00Z","end":"2026-09-04T00:00:00Z"}}}';
const TASK =
  '{"project_name": "API_Testing", "task_name": "API_Task_20230901_101112", "product": 169, "max_captures": 1, ' +
  '"expected_age": "7 days, 00:00:00", "target": {"type": "Point", "coordinates": [72.905273, 19.023001]}, ' +
  '"start": "2023-09-01T10:11:12Z", "end": "2023-10-01T10:11:12Z"}';

const placeOrder = async (body = ORDER): Promise<Wire> => {
  const reply = await fetch(url('/v2/orders/'), { method: 'POST', headers: asJson(), body });
  expect(reply.status).toBe(201);
  return reply.json();
};
const orderNow = (id: string) => read(fetch(url(`/v2/orders/${id}`), { headers: headers() }));

describe('image-mate', () => {
  test('creates an order, finds it by its name and reads its id and status', async () => {
    const { properties } = await placeOrder();
    const found = await read(fetch(url('/v2/orders/?limit=500&query=my+order'), { headers: headers() }));
    expect(found.features.map((order: Wire) => order.properties.order_id)).toContain(properties.order_id);
    expect((await orderNow(properties.order_id)).properties.status).toBe('received');
  });

  test('creates an order with every parameter that it knows of a point', async () => {
    const parameters =
      '{"start":"2026-09-01T00:00:00Z","end":"2026-09-04T00:00:00Z","revisit_period":"P1D","remapping_period":null,' +
      '"min_ona":0,"max_ona":25,"min_sun_elevation":5,"max_sun_elevation":90,"processing_level":"L1D_SR"}';
    const { properties } = await placeOrder(ORDER.replace(/(?<="parameters":)\{[^}]*\}/, parameters));
    expect(properties.parameters).toEqual({ ...JSON.parse(parameters), task_id: expect.any(Number) });
  });

  test('cancels as the browser does, by the task that the order names', async () => {
    const { properties } = await placeOrder();
    const { task_id: id } = (await orderNow(properties.order_id)).properties.parameters;
    const path = `/tasking/tasks/${id}/cancel/?api_url=https:%2F%2Fapi.satellogic.com`;
    const reply = await fetch(url(path), { method: 'PATCH', headers: asJson(), body: '{}' });
    expect([reply.ok, await reply.text()]).toEqual([true, '']);
    expect((await orderNow(properties.order_id)).properties.status).toBe('canceled');
  });

  test('cancels by DELETE, and is forbidden the way that it gave up', async () => {
    const { properties } = await placeOrder();
    const path = `/v2/orders/${properties.order_id}`;
    expect((await fetch(url(`${path}/cancel`), { method: 'POST', headers: headers() })).status).toBe(403);
    expect((await fetch(url(path), { method: 'DELETE', headers: headers() })).ok).toBe(true);
    expect((await orderNow(properties.order_id)).properties.status).toBe('canceled');
  });

  test('asks for opportunities until they are there', async () => {
    const path = '/v2/analysis/opportunities';
    const started = await read(fetch(url(path), { method: 'POST', headers: asJson(), body: ORDER }));
    expect(started).toEqual({ analysis_id: expect.any(String), status: 'PENDING' });
    const look = () => read(fetch(url(`${path}/${started.analysis_id}`), { headers: headers() }));
    expect(await look()).toEqual(started);
    const done = await look();
    expect(done).toEqual({ ...started, status: 'SUCCESS', opportunities: expect.any(Array) });
    expect(await look()).toEqual(done);
  });
});

describe('spotlite', () => {
  // It signs with the key and the secret themselves, and names no contract.
  const signed = { authorizationToken: 'Key,Secret sandbox-north,sandbox-north-secret' };

  test('creates a task, reads its status and cancels it without a body', async () => {
    const post = { method: 'POST', headers: { ...signed, 'Content-Type': 'application/json' }, body: TASK };
    const reply = await fetch(url('/tasking/tasks/'), post);
    const task: Wire = await reply.json();
    expect([reply.status, task.status]).toEqual([201, 'received']);
    const path = `/tasking/tasks/${task.task_id}/`;
    expect((await read(fetch(url(path), { headers: signed }))).status).toBe('received');
    expect((await fetch(url(`${path}cancel/`), { method: 'PATCH', headers: signed })).ok).toBe(true);
    expect((await read(fetch(url(path), { headers: signed }))).status).toBe('canceled');
    const listed = await read(fetch(url('/tasking/tasks/?status=canceled'), { headers: signed }));
    expect(listed.results.map((one: Wire) => one.task_id)).toContain(task.task_id);
    expect(sandbox.placements(NORTH).at(-1)).toMatchObject({ kind: 'task', name: 'API_Task_20230901_101112' });
  });

  test('is refused with a wrong secret, and outside of tasking', async () => {
    const wrong = { authorizationToken: 'Key,Secret sandbox-north,wrong' };
    expect((await fetch(url('/tasking/tasks/'), { headers: wrong })).status).toBe(401);
    expect((await fetch(url('/archive/stac/collections'), { headers: signed })).status).toBe(403);
  });
});

test('an analysis belongs to its contract, and is looked for no longer once many came after it', async () => {
  const start = () =>
    read(fetch(url('/v2/analysis/opportunities'), { method: 'POST', headers: asJson(), body: ORDER }));
  const { analysis_id: id } = await start();
  const south = await signIn(sandbox, 'cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45');
  expect((await south.get(`/v2/analysis/opportunities/${id}`)).status).toBe(404);
  for (let turn = 0; turn < 1000; turn += 1) await start();
  expect((await fetch(url(`/v2/analysis/opportunities/${id}`), { headers: headers() })).status).toBe(404);
});
