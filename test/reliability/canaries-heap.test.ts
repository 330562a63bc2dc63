import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { searchHeap } from './canaries-heap.ts';

test('client secrets are gone from memory once their requests are answered', async () => {
  const sandbox = await startSandbox({ itemCount: 50 });
  try {
    const { hits, isReadable } = await searchHeap({ seed: 13, sandbox, idleMs: 0 });
    expect(isReadable).toBe(true);
    expect(hits).toEqual([]);
  } finally {
    await sandbox.close();
  }
}, 120_000);
