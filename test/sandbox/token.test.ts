import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { AUDIENCE, exchange, read, signIn, withSandbox } from './caller.ts';

const DAY_MS = 86_400_000;

describe('POST /oauth/token', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 0 });
  });
  afterAll(() => sandbox.close());

  test('a right pair gets a bearer token for a day', async () => {
    const reply = await exchange(sandbox);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]{64}$/),
      scope: 'api:tasking api:delivery',
      expires_in: 86_400,
      token_type: 'Bearer',
    });
  });

  test('every exchange gives another token, and all of them are good', async () => {
    const [first, second] = [await signIn(sandbox), await signIn(sandbox)];
    expect(first.token).not.toBe(second.token);
    expect((await first.get('/contracts')).status).toBe(200);
    expect((await second.get('/contracts')).status).toBe(200);
  });

  test('a form is taken as well as JSON', async () => {
    const reply = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'sandbox-south',
        client_secret: 'sandbox-south-secret',
        audience: AUDIENCE,
        grant_type: 'client_credentials',
      }),
    });
    expect(reply.status).toBe(200);
  });

  test.each([
    ['a wrong secret', { client_secret: 'sandbox-south-secret' }, 401, 'access_denied'],
    ['an unknown id', { client_id: 'nobody' }, 401, 'access_denied'],
    ['an audience without its slash', { audience: AUDIENCE.slice(0, -1) }, 403, 'access_denied'],
    ['a missing grant', { grant_type: undefined }, 400, 'invalid_request'],
    ['a missing secret', { client_secret: undefined }, 400, 'invalid_request'],
    ['an empty id', { client_id: '' }, 400, 'invalid_request'],
    ['an id that is no text', { client_id: 7 }, 400, 'invalid_request'],
    ['the password grant', { grant_type: 'password' }, 403, 'unauthorized_client'],
    ['an unknown grant', { grant_type: 'barter' }, 403, 'unsupported_grant_type'],
  ])('%s is refused in the shape of Auth0', async (_, changes, status, error) => {
    const reply = await exchange(sandbox, changes);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({ error, error_description: expect.any(String) });
  });

  test.each([
    ['text/plain', JSON.stringify({ client_id: 'sandbox-north' })],
    ['application/json', '{"client_id"'],
    ['application/json', 'null'],
  ])('a body of type %s that reads %s is a bad request', async (type, body) => {
    const headers = { 'content-type': type };
    const reply = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', headers, body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: 'invalid_request' });
  });
});

test('a token is good until a day has passed on the injected clock', async () => {
  let now = Date.UTC(2026, 9, 1);
  await withSandbox({ itemCount: 0, now: () => now }, async (sandbox) => {
    const caller = await signIn(sandbox);
    now += DAY_MS - 1;
    expect((await caller.get('/contracts')).status).toBe(200);
    now += 1;
    expect((await caller.get('/contracts')).status).toBe(401);
    expect((await (await signIn(sandbox)).get('/contracts')).status).toBe(200);
  });
});

test('revoking one client leaves the tokens of the other good', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const north = await signIn(sandbox);
    const south = await signIn(sandbox, sandbox.credentials[1]?.contractIds[0]);
    sandbox.revoke('sandbox-north');
    expect((await north.get('/contracts')).status).toBe(401);
    expect((await south.get('/contracts')).status).toBe(200);
    sandbox.revoke();
    expect((await south.get('/contracts')).status).toBe(401);
    expect((await (await signIn(sandbox)).get('/contracts')).status).toBe(200);
  });
});

test('a rotated secret replaces the old one and spares the tokens had for it', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    sandbox.rotateSecret('sandbox-north', 'fresh');
    expect((await exchange(sandbox)).status).toBe(401);
    expect(await read(exchange(sandbox, { client_secret: 'fresh' }))).toHaveProperty('access_token');
    expect((await caller.get('/contracts')).status).toBe(200);
  });
});
