import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IsolationReport, runIsolation } from '../../reliability/isolation/isolation.ts';
import { PLANTED_BUGS } from '../../reliability/isolation/planted-bugs.ts';
import { type Bug, startPlanted } from '../../reliability/isolation/planted-server.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

const REQUESTS = 300;
const SEED = 3;

describe('the isolation fuzz', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 300 });
  });
  afterAll(() => sandbox.close());

  async function fuzz(bugs: readonly Bug[]): Promise<IsolationReport> {
    const planted = await startPlanted(bugs, sandbox);
    try {
      return await runIsolation({ seed: SEED, requests: REQUESTS, url: planted.url, sandbox, revoke: 'ANSWERS' });
    } finally {
      await planted.close();
    }
  }

  test('finds nothing in a copy without a planted bug', async () => {
    const { leaks, answered } = await fuzz([]);
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(REQUESTS / 4);
  }, 60_000);

  test.each(PLANTED_BUGS.map((planted) => [planted.name, planted] as const))(
    'finds %s',
    async (_, { bug, leak }) => {
      const { leaks } = await fuzz([bug]);
      expect(leaks).toContainEqual(expect.objectContaining({ leak: expect.stringMatching(leak) }));
    },
    60_000,
  );

  test('refuses to plant a bug in a place that is gone', async () => {
    const gone = { file: 'exchange/errors.ts', replace: 'no such text', by: '' };
    await expect(startPlanted([gone], sandbox)).rejects.toThrow('src/exchange/errors.ts does not have: no such text');
  });
});
