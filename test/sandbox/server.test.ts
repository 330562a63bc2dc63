import { expect, test, vi } from 'vitest';
import { SANDBOX_CREDENTIALS, startSandbox } from '../../src/sandbox/server.ts';
import { exchange, read, signIn, withSandbox } from './caller.ts';

test('a sandbox takes a free port of the loopback interface and tells it', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
    expect(sandbox.port).toBeGreaterThan(0);
    expect(sandbox.credentials).toEqual(SANDBOX_CREDENTIALS);
  });
});

test('a taken port is an error of the start', async () => {
  await withSandbox({ itemCount: 0 }, async ({ port }) => {
    await expect(startSandbox({ itemCount: 0, port })).rejects.toThrow('EADDRINUSE');
  });
});

test('closing ends requests that hang, and can be done twice', async () => {
  const sandbox = await startSandbox({ itemCount: 0 });
  sandbox.inject({ path: '*', answer: { kind: 'hang' } });
  const hanging = fetch(`${sandbox.url}/contracts`).catch((error: Error) => error.name);
  await vi.waitUntil(() => sandbox.calls().length === 1);
  await sandbox.close();
  await sandbox.close();
  expect(await hanging).toBe('TypeError');
});

test('an error inside is a 500 in JSON, and the sandbox lives on', async () => {
  let isBroken = true;
  const now = () => {
    if (isBroken) throw new Error('no clock');
    return 0;
  };
  await withSandbox({ itemCount: 0, now }, async (sandbox) => {
    const reply = await exchange(sandbox);
    expect(reply.status).toBe(500);
    expect(await reply.json()).toEqual({ message: 'Internal server error' });
    isBroken = false;
    expect((await exchange(sandbox)).status).toBe(200);
  });
});

test('a body beyond ten megabytes is refused', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const reply = await caller.post('/archive/search', { padding: 'a'.repeat(11_000_000) });
    expect(reply.status).toBe(413);
    expect(await read(caller.get('/contracts'))).toHaveLength(3);
  });
});

test('two sandboxes share neither tokens nor faults nor journal', async () => {
  await withSandbox({ itemCount: 0 }, (one) =>
    withSandbox({ itemCount: 0 }, async (other) => {
      const caller = await signIn(one);
      one.inject({ path: '*', answer: { kind: 'status', status: 503 } });
      const headers = { authorizationToken: `Bearer ${caller.token}` };
      expect((await fetch(`${other.url}/contracts`, { headers })).status).toBe(401);
      expect(other.calls()).toHaveLength(1);
      expect(one.calls()).toHaveLength(1);
    }),
  );
});
