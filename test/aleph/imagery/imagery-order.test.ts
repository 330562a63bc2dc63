import { describe, expect, test } from 'vitest';
import { mergeParts, orderOf } from '../../../src/aleph/imagery/imagery-order.ts';
import type { PartPosition, PartSlice } from '../../../src/aleph/imagery/imagery-parts.ts';
import { itemListOf, type StacItem } from '../../../src/aleph/items.ts';

const at = (id: string, datetime: string | null, properties: object = {}): StacItem => {
  const feature = { id, collection: 'l1d', properties: { datetime, ...properties } };
  const [item] = itemListOf('cont.1', { features: [feature] }).items;
  if (item === undefined) throw new Error('no item');
  return item;
};

/** Items named by the day of May 2026 on which they were taken, as a part's answer would hold them. */
const slice = (days: readonly number[], more: Partial<PartSlice> = {}): PartSlice => ({
  rows: days.map((day, index) => ({
    item: at(String(day), `2026-05-${day}T00:00:00Z`),
    next: (index === days.length - 1 && more.next) || { index: index + 1 },
  })),
  next: undefined,
  route: 'stac',
  ...more,
});
const merge = (west: PartSlice | null, east: PartSlice | null) =>
  mergeParts([west, east], [west && START, east && START], orderOf());
const START: PartPosition = { index: 0 };
const SECOND: PartPosition = { index: 0, at: { token: 't1' } };
const daysOf = ({ rows }: { rows: readonly { item: StacItem }[] }) => rows.map(({ item }) => Number(item.itemId));

describe('two parts', () => {
  test('are one list in order, with a place in both behind each row', () => {
    const merged = merge(slice([30, 27]), slice([29, 28]));
    expect(daysOf(merged)).toEqual([30, 29, 28, 27]);
    expect(merged.rows.map(({ next }) => next)).toEqual([
      [{ index: 1 }, { index: 0 }],
      [{ index: 1 }, { index: 1 }],
      [{ index: 1 }, null],
      [null, null],
    ]);
    expect(merged).toMatchObject({ next: undefined, broken: false, totalCount: undefined });
  });

  test('end where one has to be read on to know what comes next', () => {
    const merged = merge(slice([30, 27], { next: SECOND }), slice([29, 20]));
    expect(daysOf(merged)).toEqual([30, 29, 27]);
    expect(merged.next).toEqual([SECOND, { index: 1 }]);
  });

  test('give nothing yet where one has no row but more to read', () => {
    const merged = merge(slice([], { next: SECOND }), slice([29]));
    expect(merged).toMatchObject({ rows: [], next: [SECOND, { index: 0 }] });
  });

  test('of which one has ended go on with the other alone', () => {
    expect(daysOf(merge(null, slice([29, 28])))).toEqual([29, 28]);
    expect(merge(slice([30]), null).next).toBeUndefined();
  });

  test('of which one is broken end where its rows do, as nobody knows what would come between', () => {
    const merged = merge(slice([30, 28], { broken: true }), slice([29, 27, 26], { next: SECOND }));
    expect(daysOf(merged)).toEqual([30, 29, 28]);
    expect(merged).toMatchObject({ next: undefined, broken: true });
    expect(merged.rows.at(-1)?.next).toEqual([{ index: 2 }, { index: 1 }]);
  });

  test('are not broken before the rows of the broken one are used up', () => {
    const merged = merge(slice([30, 20], { broken: true }), slice([29], { next: SECOND }));
    expect(daysOf(merged)).toEqual([30, 29]);
    expect(merged).toMatchObject({ next: [{ index: 1 }, SECOND], broken: false });
  });

  test('that both hold an item give it once', () => {
    const merged = merge(slice([30, 29, 27]), slice([29, 28]));
    expect(daysOf(merged)).toEqual([30, 29, 28, 27]);
    expect(merged.rows[1]?.next).toEqual([{ index: 2 }, { index: 1 }]);
  });
});

describe('the order of items', () => {
  const early = at('b', '2026-05-01T00:00:00.000001Z', { gsd: 1 });
  const late = at('a', '2026-05-01T00:00:00.000002Z', { platform: 'newsat40' });
  const sorted = (...sortBy: NonNullable<Parameters<typeof orderOf>[0]>) =>
    [early, late]
      .toSorted(orderOf(sortBy))
      .map(({ itemId }) => itemId)
      .join('');

  test('is newest first unless asked for, to the microsecond', () => {
    expect(sorted()).toBe('ab');
    expect(sorted({ field: 'properties.datetime', direction: 'ASC' })).toBe('ba');
  });

  test('goes by the start of an interval where an item has no datetime', () => {
    const interval = { start_datetime: '2026-05-02', end_datetime: '2026-05-09' };
    const items = [at('a', '2026-05-01T00:00:00Z'), at('b', null, interval), at('c', '2026-05-03T00:00:00Z')];
    expect(items.toSorted(orderOf()).map(({ itemId }) => itemId)).toEqual(['c', 'b', 'a']);
  });

  test.each([
    ['ASC', 'ba'],
    ['DESC', 'ab'],
  ] as const)('takes a missing value for the largest, as PostgreSQL does: %s', (direction, ids) => {
    expect(sorted({ field: 'gsd', direction })).toBe(ids);
  });

  test('goes by the next key where one ties, and by id where all do', () => {
    expect(sorted({ field: 'collection', direction: 'ASC' }, { field: 'datetime', direction: 'ASC' })).toBe('ba');
    expect(sorted({ field: 'collection', direction: 'DESC' })).toBe('ba');
  });
});
