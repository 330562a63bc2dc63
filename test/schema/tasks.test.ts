import { describe, expect, test } from 'vitest';
import type { Task, TaskQuery } from '../../src/aleph/tasks.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { CONTRACT, PRODUCT, TASK } from '../support/aleph/samples.ts';
import { executeOver } from '../support/facade/execute.ts';

async function taskFields(selection: string, changes: Partial<Task> = {}) {
  const aleph = createFakeAleph({
    listContracts: async () => [CONTRACT],
    listProducts: async () => [PRODUCT],
    getTask: async () => ({ ...TASK, ...changes }),
  });
  const { data, errors } = await executeOver(
    aleph,
    `{ contract(id: "${CONTRACT.id}") { task(taskId: ${TASK.taskId}) { ${selection} } } }`,
  );
  expect(errors).toBeUndefined();
  return data.contract.task;
}

describe('a task', () => {
  test.each([
    ['RECEIVED', false],
    ['OTHER', false],
    ['COMPLETED', true],
    ['FAILED', true],
    ['REJECTED', true],
    ['CANCELED', true],
  ] as const)('that is %s is terminal: %s', async (status, isTerminal) => {
    expect(await taskFields('status isTerminal', { status })).toEqual({ status, isTerminal });
  });

  test('in a status that this server does not know keeps Aleph’s own word', async () => {
    const task = await taskFields('status statusText', { status: 'OTHER', statusText: 'in_progress' });
    expect(task).toEqual({ status: 'OTHER', statusText: 'in_progress' });
  });

  test('has null for all that Aleph leaves out', async () => {
    const absent = {
      projectName: undefined,
      start: undefined,
      end: undefined,
      createdAt: undefined,
      priority: undefined,
      client: undefined,
      target: undefined,
    };
    const task = await taskFields('name projectName start end createdAt priority client target', absent);
    expect(task).toEqual({
      name: TASK.name,
      projectName: null,
      start: null,
      end: null,
      createdAt: null,
      priority: null,
      client: null,
      target: null,
    });
  });

  test('shows its target as GeoJSON and its product from the contract’s list', async () => {
    const task = await taskFields('target product { name targetType }');
    expect(task).toEqual({ target: TASK.target, product: { name: PRODUCT.name, targetType: 'POINT' } });
  });
});

test('a filter reaches Aleph as it was given, without the members that are null', async () => {
  const queries: TaskQuery[] = [];
  const aleph = createFakeAleph({
    listContracts: async () => [CONTRACT],
    listTasks: async (_contractId, query) => {
      queries.push(query);
      return { rows: [], next: undefined };
    },
  });
  await executeOver(
    aleph,
    `{ contract(id: "${CONTRACT.id}") { tasks(first: 7, filter: { status: CANCELED, name: "n", projectName: null }) { complete } } }`,
  );
  expect(queries).toEqual([{ limit: 7, offset: 0, filter: { status: 'CANCELED', name: 'n' } }]);
});
