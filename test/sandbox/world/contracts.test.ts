import { expect, test } from 'vitest';
import { CONTRACTS } from '../../../src/sandbox/world/contracts.ts';

test('every contract id has the form that Aleph uses, and one name is oddly spaced', () => {
  for (const { id } of CONTRACTS) expect(id).toMatch(/^cont\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(CONTRACTS.filter(({ name }) => / {2}| $/.test(name))).toHaveLength(1);
});

test('the contracts hold ten products between them, none twice', () => {
  const keys = CONTRACTS.flatMap(({ products }) => products.map(({ pk }) => pk));
  expect(new Set(keys).size).toBe(10);
});

test('no two contracts are entitled to the same collections, and the first is to all', () => {
  const sets = CONTRACTS.map(({ collections }) => [...collections].sort().join());
  expect(new Set(sets).size).toBe(CONTRACTS.length);
  expect(CONTRACTS[0]?.collections).toHaveLength(7);
});
