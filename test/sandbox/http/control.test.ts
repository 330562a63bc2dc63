import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { read, SOUTH, signIn } from '../caller.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 0 });
});
afterAll(() => sandbox.close());

const control = (method: string, path = '', body?: unknown) =>
  fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

test('the index names every control route and every kind of fault', async () => {
  const index = await read(control('GET'));
  expect(Object.keys(index.routes)).toEqual([
    'GET /_sandbox/calls',
    'DELETE /_sandbox/calls',
    'GET /_sandbox/faults',
    'POST /_sandbox/faults',
    'DELETE /_sandbox/faults',
    'GET /_sandbox/placements',
    'POST /_sandbox/revoke',
  ]);
  expect(index.kinds).toHaveLength(13);
  for (const answer of index.kinds) {
    expect((await control('POST', '/faults', { path: '/nowhere', answer })).status).toBe(201);
  }
  await control('DELETE', '/faults');
});

test('faults are added, listed, felt and dropped', async () => {
  const fault = { path: '/contracts', times: 1, answer: { kind: 'status', status: 503 } };
  const added = await control('POST', '/faults/', fault);
  expect([added.status, await added.json()]).toEqual([201, fault]);
  expect(await read(control('GET', '/faults'))).toEqual([fault]);
  expect((await fetch(`${sandbox.url}/contracts`)).status).toBe(503);
  expect((await control('DELETE', '/faults')).status).toBe(204);
  expect(await read(control('GET', '/faults'))).toEqual([]);
});

test('a bad fault is refused with a reason and not added', async () => {
  for (const body of [{ path: '/x' }, { path: '/x', answer: { kind: 'flood' } }, null, undefined]) {
    const reply = await control('POST', '/faults', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(/^no fault: ./) });
  }
  expect(await read(control('GET', '/faults'))).toEqual([]);
});

test('calls are listed and forgotten, and the control routes are not among them', async () => {
  await control('DELETE', '/calls');
  const caller = await signIn(sandbox);
  await caller.get('/contracts/');
  const calls = await read(control('GET', '/calls'));
  expect(calls.map((call: { path: string }) => call.path)).toEqual(['/oauth/token', '/contracts']);
  expect((await control('DELETE', '/calls')).status).toBe(204);
  expect(await read(control('GET', '/calls'))).toEqual([]);
});

test('tokens are revoked, all of them or those of one client', async () => {
  const [north, south] = [await signIn(sandbox), await signIn(sandbox, SOUTH)];
  await control('POST', '/revoke', { clientId: 'sandbox-south' });
  expect((await north.get('/contracts')).status).toBe(200);
  expect((await south.get('/contracts')).status).toBe(401);
  expect((await control('POST', '/revoke')).status).toBe(204);
  expect((await north.get('/contracts')).status).toBe(401);
  expect((await control('POST', '/revoke', { client: 'x' })).status).toBe(400);
});

test('an unknown control route says where to look', async () => {
  for (const reply of [await control('PUT', '/faults'), await control('GET', '/constructor')]) {
    expect(reply.status).toBe(404);
    expect(await reply.json()).toEqual({ error: expect.stringContaining('GET /_sandbox') });
  }
});
