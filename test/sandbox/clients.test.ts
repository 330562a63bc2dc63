import { expect, test } from 'vitest';
import { plannedTasks } from '../../src/sandbox/world/tasks.ts';
import { read, signIn, type Wire, withSandbox } from './caller.ts';

test('the clients are those that the tasks of the contract name', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const page = await read(caller.get('/tasking/clients/'));
    const own = plannedTasks(1).filter(({ contractId }) => contractId === caller.contractId);
    expect(page).toMatchObject({ count: 3, next: null, previous: null });
    expect(new Set(page.results.map((row: Wire) => row.name))).toEqual(new Set(own.map(({ client }) => client)));
  });
});
