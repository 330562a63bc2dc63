import { expect, test } from 'vitest';
import { CONTRACTS } from '../../../src/sandbox/world/contracts.ts';
import { plannedTasks } from '../../../src/sandbox/world/tasks.ts';

const STATUSES = ['canceled', 'completed', 'failed', 'in_progress', 'received', 'rejected'];
const tasks = plannedTasks(1);

test('there are 500 tasks, with a number of their own, in every status and under every contract', () => {
  expect(tasks).toHaveLength(500);
  expect(new Set(tasks.map((task) => task.task_id)).size).toBe(500);
  for (const { id } of CONTRACTS) {
    const own = tasks.filter((task) => task.contractId === id);
    expect([...new Set(own.map((task) => task.status))].sort()).toEqual(STATUSES);
  }
});

test('targets are points and polygons, some with a height', () => {
  const points = tasks.filter((task) => task.target.type === 'Point');
  const lengths = new Set(points.map((task) => task.target.coordinates.length));
  expect([...lengths].sort()).toEqual([2, 3]);
  expect(points.length).toBeLessThan(tasks.length);
});

test('only a few tasks name a product that their contract does not list', () => {
  const strays = tasks.filter((task) => {
    const contract = CONTRACTS.find(({ id }) => id === task.contractId);
    return !contract?.products.some(({ pk }) => pk === task.product);
  });
  expect(strays.every(({ product }) => product === 90)).toBe(true);
  expect(strays.length).toBeGreaterThan(0);
  expect(strays.length).toBeLessThan(25);
});

test('times are seconds or microseconds in UTC, and a task ends after it starts', () => {
  for (const task of tasks) {
    expect(task.created_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(task.start).toMatch(/^\d{4}-\d\d-\d\dT00:00:00Z$/);
    expect(Date.parse(task.end)).toBeGreaterThan(Date.parse(task.start));
  }
});

test('the same seed plans the same tasks, another seed others', () => {
  expect(plannedTasks(1)).toEqual(tasks);
  expect(plannedTasks(2)).not.toEqual(tasks);
});
