import { expect, test } from 'vitest';
import { createLoaders } from '../../src/resolvers/loaders.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';

test('a read that is known already waits for no other one that is asked for in the same turn', async () => {
  const aleph = createFakeAleph({
    listContracts: async () => [],
    listTasks: () => new Promise<never>(() => undefined),
  });
  const loaders = createLoaders(aleph);
  const known = await loaders.listContracts();
  const again = loaders.listContracts();
  void loaders.listTasks('a', { limit: 5, offset: 0 });
  expect(await Promise.race([again, new Promise((resolve) => setImmediate(resolve, 'waits'))])).toBe(known);
});
