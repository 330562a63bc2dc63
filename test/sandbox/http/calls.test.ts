import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { AUDIENCE, type Caller, exchange, NORTH, read, SEARCH, signIn } from '../caller.ts';

let sandbox: Sandbox;
let north: Caller;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 50 });
  north = await signIn(sandbox);
});
beforeEach(() => sandbox.resetCalls());
afterAll(() => sandbox.close());

test('a call is journaled with its query, contract, client, status and body', async () => {
  await read(north.get('/tasking/tasks/?limit=3&status=completed'));
  await read(north.post(SEARCH, { limit: 1 }));
  const [listed, searched] = sandbox.calls();
  expect(listed).toMatchObject({
    method: 'GET',
    path: '/tasking/tasks',
    query: { limit: '3', status: 'completed' },
    contractId: NORTH,
    clientId: 'sandbox-north',
    status: 200,
    aborted: false,
  });
  expect(listed).not.toHaveProperty('body');
  expect(searched).toMatchObject({ method: 'POST', path: SEARCH, body: { limit: 1 } });
});

test('header names are journaled in lower case, and no value of any', async () => {
  await read(north.get('/contracts'));
  const [call] = sandbox.calls();
  expect(call?.headers).toContain('authorizationtoken');
  expect(call?.headers).toContain('x-satellogic-contract-id');
  expect(JSON.stringify(call)).not.toContain(north.token);
});

test('an exchange is journaled without its secret, as JSON and as a form', async () => {
  await exchange(sandbox, { client_secret: 'top-secret' });
  const form = { client_id: 'sandbox-north', client_secret: 'top-secret', audience: AUDIENCE };
  await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const calls = sandbox.calls();
  expect(calls.map((call) => call.status)).toEqual([401, 400]);
  expect(calls[0]).toMatchObject({ clientId: 'sandbox-north' });
  expect(JSON.stringify(calls)).not.toContain('top-secret');
});

test('refused, spoiled and unknown calls are journaled too', async () => {
  sandbox.inject({ path: '/contracts', times: 1, answer: { kind: 'status', status: 503 } });
  for (const path of ['/contracts', '/nowhere', '/tasking/tasks/1']) await north.get(path);
  await fetch(`${sandbox.url}/contracts`);
  expect(sandbox.calls().map((call) => call.status)).toEqual([503, 403, 404, 401]);
});

test('a revoked token still tells whose it was', async () => {
  const caller = await signIn(sandbox);
  sandbox.revoke();
  await caller.get('/contracts');
  expect(sandbox.calls().at(-1)).toMatchObject({ status: 401, clientId: 'sandbox-north' });
  north = await signIn(sandbox);
});

test('a list of calls is a copy that later calls leave alone', async () => {
  await read(north.get('/contracts'));
  const before = sandbox.calls();
  await read(north.get('/contracts'));
  sandbox.resetCalls();
  expect(before).toHaveLength(1);
  expect(sandbox.calls()).toEqual([]);
});
