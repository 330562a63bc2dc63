import { expect, test } from 'vitest';
import { read, SOUTH, signIn, withSandbox } from './caller.ts';

test('north holds three contracts, south one, and they share none', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const north = await read((await signIn(sandbox)).get('/contracts'));
    const south = await read((await signIn(sandbox, SOUTH)).get('/contracts'));
    expect(north).toHaveLength(3);
    expect(south).toEqual([{ contract_id: SOUTH, name: 'Southern Cross Crop Insurance' }]);
    expect(north.map((row: { contract_id: string }) => row.contract_id)).not.toContain(SOUTH);
  });
});

test('by switch the list comes in an envelope', async () => {
  await withSandbox({ itemCount: 0, guesses: { contractsEnvelope: 'results' } }, async (sandbox) => {
    const body = await read((await signIn(sandbox)).get('/contracts'));
    expect(body.results).toHaveLength(3);
  });
});
