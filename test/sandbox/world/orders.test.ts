import { expect, test } from 'vitest';
import { plannedCaptures } from '../../../src/sandbox/world/captures.ts';
import { CONTRACTS } from '../../../src/sandbox/world/contracts.ts';
import { createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import { plannedOrders } from '../../../src/sandbox/world/orders.ts';
import { plannedTasks } from '../../../src/sandbox/world/tasks.ts';

const FATES = [
  'canceled',
  'closed_by_cancellation',
  'delivered',
  'empty',
  'in_progress',
  'partly_delivered',
  'received',
  'submitted',
  'undelivered',
];
const tasks = plannedTasks(1);
const { passes } = createCatalog(1, 20_000);
const orders = plannedOrders({ seed: 1, tasks, captures: plannedCaptures({ seed: 1, tasks, passes }), passes });
const ordersOf = (contractId: string) => orders.filter(({ contract }) => contract.id === contractId);

test('there are 68 orders with six-digit ids that start with zeros, in order of creation', () => {
  expect(orders.map(({ id }) => id)).toEqual([...new Set(orders.map(({ id }) => id))].sort());
  expect(orders).toHaveLength(68);
  expect(orders.every(({ id }) => /^0\d{5}$/.test(id))).toBe(true);
  const times = orders.map(({ createdMs }) => createdMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.each(CONTRACTS)('$name has orders of every fate, from the archive and for tasks', ({ id }) => {
  const own = ordersOf(id);
  expect([...new Set(own.map(({ fate }) => fate))].sort()).toEqual(FATES);
  const delivered = own.filter(({ fate }) => fate === 'delivered');
  expect(new Set(delivered.map(({ task }) => task !== undefined))).toEqual(new Set([true, false]));
});

test('all six products are ordered, each with its own kind of geometry', () => {
  expect(new Set(orders.map(({ sku }) => sku.sku))).toEqual(
    new Set(['TSKPOI-M', 'TSKARE-M', 'TSKRSH-M.NN.NN', 'TSKRRD-M.NN.NN', 'ARCIMG-M.NN.NN', 'ARCLGD-M.NN.NN']),
  );
  for (const { sku, task, pass } of orders) {
    expect(task?.target.type).toBe(sku.target);
    expect(pass !== undefined).toBe(sku.target === undefined);
  }
});

test('without an archive there are as many, and those for completed tasks are delivered all the same', () => {
  const captures = plannedCaptures({ seed: 1, tasks, passes: [] });
  const few = plannedOrders({ seed: 1, tasks, captures, passes: [] });
  expect(few).toHaveLength(68);
  const delivered = few.filter(({ fate }) => fate === 'delivered');
  expect(delivered.length).toBeGreaterThan(0);
  expect(delivered.every(({ task }) => task?.status === 'completed')).toBe(true);
});

test('no task is ordered twice, and it is a task of the same contract in a status that fits', () => {
  const ordered = orders.flatMap(({ task }) => task ?? []);
  expect(new Set(ordered).size).toBe(ordered.length);
  for (const { contract, fate, task } of orders) {
    if (!task) continue;
    expect(task.contractId).toBe(contract.id);
    if (fate === 'delivered') expect(task.status).toBe('completed');
  }
});
