import { expect, test } from 'vitest';
import { plannedCaptures } from '../../../src/sandbox/world/captures.ts';
import { createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import { plannedTasks } from '../../../src/sandbox/world/tasks.ts';

const tasks = plannedTasks(1);
const { passes } = createCatalog(1, 20_000);
const captures = plannedCaptures({ seed: 1, tasks, passes });
const capturesOf = (taskId: number) => captures.get(taskId) ?? [];
const completed = tasks.filter(({ status }) => status === 'completed');
const isLandmark = ({ task_name: name }: { task_name: string }) => name === 'Mauna Loa summit';

test('every completed task over a city has one or two published captures that are passes of the archive', () => {
  const outcomes = new Set(passes.map(({ outcomeId }) => outcomeId));
  const counts = completed
    .filter((task) => !isLandmark(task))
    .map((task) => {
      const published = capturesOf(task.task_id).filter(({ status }) => status === 'published');
      expect(published.every(({ id }) => outcomes.has(id))).toBe(true);
      return published.length;
    });
  expect(new Set(counts)).toEqual(new Set([1, 2]));
});

test('a completed task over a landmark has one published capture that the archive does not know', () => {
  const landmarks = completed.filter(isLandmark);
  expect(landmarks.length).toBeGreaterThan(0);
  for (const { task_id: id } of landmarks) {
    const published = capturesOf(id).filter(({ status }) => status === 'published');
    expect(published.map(({ pass }) => pass)).toEqual([undefined]);
  }
});

test('no capture belongs to two tasks, and no task has more published ones than it may', () => {
  const ids = [...captures.values()].flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const task of completed) {
    const published = capturesOf(task.task_id).filter(({ status }) => status === 'published');
    expect(published.length).toBeLessThanOrEqual(task.max_captures ?? 2);
  }
});

test('only completed tasks have published captures, and statuses of all kinds occur', () => {
  const open = tasks.filter(({ status }) => status !== 'completed').flatMap(({ task_id: id }) => capturesOf(id));
  const statuses = new Set(open.map(({ status }) => status));
  expect([...statuses].sort()).toEqual(['acquired', 'canceled', 'failed', 'processing', 'rejected', 'scheduled']);
  expect(tasks.filter(({ status }) => status === 'received').flatMap(({ task_id: id }) => capturesOf(id))).toEqual([]);
});

test('the same seed plans the same captures, another seed others', () => {
  expect(plannedCaptures({ seed: 1, tasks, passes })).toEqual(captures);
  expect(plannedCaptures({ seed: 2, tasks, passes })).not.toEqual(captures);
});
