import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NORTH } from './credentials.ts';

const HOSTS = fileURLToPath(new URL('generated/hosts/', import.meta.url));
const SESSION = { cookie: 'a=b; session=demo', 'graphql-require-preflight': '1' };

beforeAll(() => {
  // As somebody would who copies the examples into a project of their own.
  cpSync(new URL('../examples/hosts/', import.meta.url), HOSTS, { recursive: true });
});

describe.each([
  ['express', SESSION],
  ['fastify', NORTH],
  ['hono', NORTH],
])('%s with the facade inside', (name, headers) => {
  let host: ChildProcess;
  let url: string;
  beforeAll(async () => {
    host = spawn(process.execPath, [`${HOSTS}${name}.mjs`], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: host.stdout ?? expect.fail('no output') })) {
      url = new URL('/graphql', line).href;
      break;
    }
  });
  afterAll(async () => {
    const exit = once(host, 'exit');
    host.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
  const ask = async (body: object, more: Record<string, string> = headers) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
    };
    const response = await fetch(url, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  test('answers a query, and refuses one without credentials, in the form of the server', async () => {
    const { body, headers: got } = await ask({ query: '{ contracts { id } }' });
    expect(body.data.contracts).toHaveLength(3);
    expect(got.get('x-request-id')).toBeTruthy();
    const refused = await ask({ query: '{ contracts { id } }' }, { 'graphql-require-preflight': '1' });
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([401, 'CREDENTIALS_MISSING']);
    const long = await ask({ query: `{ __typename } #${'x'.repeat(1_100_000)}` });
    expect([long.status, long.body.errors[0].extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test.runIf(headers === SESSION)('keeps its session from other sites', async () => {
    const forged = await ask({ query: '{ contracts { id } }' }, { cookie: SESSION.cookie });
    expect([forged.status, forged.body.errors[0].extensions.code]).toEqual([403, 'CSRF_BLOCKED']);
  });

  test('serves GraphiQL with its files', async () => {
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    const files = [...page.matchAll(/"(\/graphql\/graphiql\/[^"]+)"/g)].map(([, path = '']) => new URL(path, url));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect((await fetch(file)).status).toBe(200);
  });
});
