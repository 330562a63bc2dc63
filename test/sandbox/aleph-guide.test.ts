import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SANDBOX_CREDENTIALS, type Sandbox } from '../../src/sandbox/server.ts';
import { withSandbox } from './caller.ts';

const SCRIPT = fileURLToPath(new URL('./aleph-guide.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** On a developer's machine Python may be missing; where every test counts it may not. */
const isSkipped = !hasPython && !process.env['CI'];

const follow = async ({ url }: Sandbox, clientId: string, clientSecret: string) => {
  const args = [SCRIPT, `${url}/oauth/token`, url, clientId, clientSecret];
  return (await promisify(execFile)('python3', args)).stdout;
};

test('a plain Python client gets through the guide under either identity', async (context) => {
  context.skip(isSkipped, 'python3 is not installed');
  await withSandbox({}, async (sandbox) => {
    for (const { clientId, clientSecret, contractIds } of SANDBOX_CREDENTIALS) {
      const summary = await follow(sandbox, clientId, clientSecret);
      expect(summary).toMatch(/^token: good for 86400 s, scope api:tasking api:delivery$/m);
      for (const id of contractIds) expect(summary).toContain(id);
      expect(summary).toMatch(/^archive: \d+ items, the latest \d{8}_/m);
    }
  });
});

test('a plain Python client fails on a wrong secret', async (context) => {
  context.skip(isSkipped, 'python3 is not installed');
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    await expect(follow(sandbox, 'sandbox-north', 'wrong')).rejects.toMatchObject({ code: 1 });
  });
});
