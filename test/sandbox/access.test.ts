import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, NORTH, SOUTH, signIn, withSandbox } from './caller.ts';

const GUARDED = [
  '/tasking/products',
  '/tasking/tasks',
  '/tasking/clients',
  '/telluric/scenes',
  '/v2/orders',
  '/archive/stac',
  '/archive/stac/conformance',
  '/archive/stac/collections',
  '/archive/stac/collections/l1d-sr',
  '/archive/stac/collections/l1d-sr/items',
  '/archive/stac/collections/l1d-sr/queryables',
  '/archive/stac/queryables',
  '/archive/stac/search',
];

describe('the two headers', () => {
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 200 });
    caller = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  const ask = (path: string, headers: Record<string, string>) =>
    fetch(`${sandbox.url}${path}`, { headers, redirect: 'manual' });

  test.each(['/contracts', ...GUARDED])('%s refuses a call without a token', async (path) => {
    const reply = await ask(path, { 'X-Satellogic-Contract-Id': NORTH });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({ message: 'Unauthorized' });
  });

  test('a token in Authorization, or without Bearer before it, is no token', async () => {
    const contract = { 'X-Satellogic-Contract-Id': NORTH };
    const inAuthorization = { ...contract, Authorization: `Bearer ${caller.token}` };
    const bare = { ...contract, authorizationToken: caller.token };
    expect((await ask('/tasking/tasks', inAuthorization)).status).toBe(401);
    expect((await ask('/tasking/tasks', bare)).status).toBe(401);
  });

  test.each(['authorizationToken', 'AuthorizationToken', 'AUTHORIZATIONTOKEN'])(
    'a token in %s is found',
    async (name) => {
      expect((await ask('/contracts', { [name]: `bearer ${caller.token}` })).status).toBe(200);
    },
  );

  test.each(GUARDED)('%s asks for a contract of the caller', async (path) => {
    const token = { authorizationToken: `Bearer ${caller.token}` };
    for (const contract of [{}, { 'x-satellogic-contract-id': 'cont.unknown' }, contractOf(SOUTH)]) {
      const reply = await ask(path, { ...token, ...contract });
      expect(reply.status).toBe(401);
      expect(await reply.json()).toEqual({ message: 'Unauthorized: missing or invalid contract' });
    }
  });

  test('contracts are listed whatever contract is named', async () => {
    const token = { authorizationToken: `Bearer ${caller.token}` };
    expect((await ask('/contracts', { ...token, ...contractOf('nonsense') })).status).toBe(200);
  });

  test.each(['/contracts', ...GUARDED])('%s answers alike with a slash at its end', async (path) => {
    const [bare, slashed] = [await caller.get(path), await caller.get(`${path}/`)];
    expect([bare.status, slashed.status, slashed.redirected]).toEqual([200, 200, false]);
    expect(await slashed.json()).toEqual(await bare.json());
  });

  test('a POST with a slash at its end keeps its body', async () => {
    const reply = await caller.post('/archive/stac/search/', { limit: 3 });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toHaveProperty('features.length', 3);
  });

  test.each([
    ['GET', '/nowhere'],
    ['GET', '/archive/search'],
    ['DELETE', '/tasking/tasks'],
    ['GET', '//contracts'],
    ['POST', '/contracts'],
  ])('%s %s is no route, with or without a token', async (method, path) => {
    const reply = await fetch(`${sandbox.url}${path}`, { method });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({ message: 'Missing Authentication Token' });
  });
});

test('by switch a foreign contract is forbidden instead', async () => {
  await withSandbox({ itemCount: 0, guesses: { contractRefusal: 403 } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const reply = await caller.get('/tasking/tasks', contractOf(SOUTH));
    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({
      Message: 'User is not authorized to access this resource',
    });
  });
});

function contractOf(id: string): Record<string, string> {
  return { 'X-Satellogic-Contract-Id': id };
}
