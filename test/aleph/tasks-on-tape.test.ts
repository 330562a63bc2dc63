import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TASK, type Task } from '../../src/aleph/tasks.ts';
import { plainTask } from '../support/aleph/samples.ts';
import { polygonOf } from '../support/inputs/shapes.ts';
import { handedOver, tapeOf } from '../support/inputs/taped.ts';

const UNDER = { contractId: 'cont.1' };
const ROW = {
  task_id: 23272,
  task_name: 'Disney "Land"',
  project_name: 'Theme parks',
  product: 169,
  start: '2020-12-22T21:00:00Z',
  end: '2021-01-31T21:00:00Z',
  priority: 14,
  client: 'Ünïcode Corp',
  target: { type: 'Point', coordinates: [72.905273, 19.023001, 0] },
  created_time: '2020-12-20T10:11:12.221076Z',
  status: 'received',
};
const MEMBERS = ['taskId', 'name', 'projectName', 'productId', 'status', 'statusText', 'start', 'end'] as const;
const OTHER_MEMBERS = ['createdAt', 'priority', 'client', 'target'] as const;

function taped(row: unknown): Task | undefined {
  const { tape, root } = tapeOf(JSON.stringify(row)) ?? {};
  return tape && root !== undefined ? TASK.onTape(UNDER)(tape, root) : undefined;
}

function writtenOf(task: Task, member: string): unknown {
  const json = handedOver((target) => task.copyRaw?.([member], 0, target));
  return json === undefined ? undefined : JSON.parse(json);
}

function expectSame(row: unknown): void {
  const expected = TASK.read(UNDER, row);
  const task = taped(row);
  expect(plainTask(task)).toEqual(plainTask(expected));
  for (const member of [...MEMBERS, ...OTHER_MEMBERS]) {
    const written = task && writtenOf(task, member);
    if (written !== undefined) expect(written).toEqual(expected?.[member]);
  }
}

describe('a task on a tape', () => {
  test('is the one that the parsed row makes, and what is written of it reads the same', () => {
    const odd = fc.constantFrom<unknown>(
      null,
      '',
      'x',
      1.5,
      -1,
      0,
      2 ** 31,
      2 ** 31 - 1,
      true,
      [],
      {},
      [1],
      '2020-02-30',
    );
    const members = Object.entries(ROW).map(([name, value]) => [
      name,
      fc.oneof({ arbitrary: fc.constant<unknown>(value), weight: 8 }, odd),
    ]);
    fc.assert(fc.property(fc.record(Object.fromEntries(members), { requiredKeys: [] }), expectSame), {
      numRuns: 2_000,
    });
  });

  test.each<[string, object]>([
    [
      'a polygon',
      {
        target: polygonOf([
          [
            [1, 2],
            [3, 2],
            [3, 4],
            [1, 2],
          ],
        ]),
      },
    ],
    ['a polygon of texts', { target: { type: 'Polygon', coordinates: '[[[1,2]]]' } }],
    ['a geometry with more than makes one', { target: { ...ROW.target, crs: 1 } }],
    ['coordinates of another type', { target: { type: 'Point', coordinates: [[1, 2]] } }],
    ['a status nobody knows', { status: 'Paused' }],
    ['other spellings', { status: 'CANCELLED' }],
  ])('reads %s as the parsed row does', (_what, changes) => {
    expectSame({ ...ROW, ...changes });
  });

  test('hands over all members of an ordinary row but the status, which is translated', () => {
    const task = taped({ ...ROW, end: '2021-01-11T21:00:00Z' });
    const written = [...MEMBERS, ...OTHER_MEMBERS].filter((member) => task && writtenOf(task, member) !== undefined);
    expect(written).toEqual([...MEMBERS, ...OTHER_MEMBERS].filter((member) => member !== 'status'));
  });

  test.each([
    [null],
    [[]],
    ['x'],
    [{}],
    [{ ...ROW, task_id: '1x' }],
    [{ ...ROW, product: 1.5 }],
    [{ ...ROW, status: 1 }],
  ])('is none in %j', (row) => {
    expect(TASK.read(UNDER, row)).toBeUndefined();
    expect(taped(row)).toBeUndefined();
  });

  test('gives a target that nobody can change', () => {
    expect(Object.isFrozen(taped(ROW)?.target?.type === 'Point' && taped(ROW)?.target)).toBe(true);
  });
});
