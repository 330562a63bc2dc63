import { describe, expect, test } from 'vitest';
import { cql2OfFilter, type ItemFilter, matchesFilter } from '../../../src/aleph/imagery/item-filters.ts';
import { itemListOf, type StacItem } from '../../../src/aleph/items.ts';

const itemWith = (properties: object): StacItem => {
  const [item] = itemListOf('cont.1', { features: [{ id: 'a', collection: 'l1d', properties }] }).items;
  if (item === undefined) throw new Error('no item');
  return item;
};

const CLEAR = itemWith({ 'eo:cloud_cover': 10, 'view:off_nadir': 20, gsd: 0.7, platform: 'newsat33' });
const UNKNOWN = itemWith({ 'eo:cloud_cover': -999 });

describe('a filter', () => {
  test.each<[ItemFilter, boolean, boolean]>([
    [{}, true, true],
    [{ cloudCoverMax: 10 }, true, false],
    [{ cloudCoverMax: 9.99 }, false, false],
    [{ cloudCoverMax: 0 }, false, false],
    [{ offNadirMax: 20 }, true, false],
    [{ offNadirMax: 19 }, false, false],
    [{ gsdMax: 0.7 }, true, false],
    [{ gsdMax: 0.5 }, false, false],
    [{ platform: 'newsat33' }, true, false],
    [{ platform: 'newsat34' }, false, false],
    [{ cloudCoverMax: 10, gsdMax: 0.5 }, false, false],
  ])('%j keeps an item that has the values: %s, one that has none: %s', (filter, keepsClear, keepsUnknown) => {
    expect([matchesFilter(CLEAR, filter), matchesFilter(UNKNOWN, filter)]).toEqual([keepsClear, keepsUnknown]);
  });

  test('names what it asks of Aleph, a limit of zero included, and leaves out what only this client can tell', () => {
    expect(cql2OfFilter({ cloudCoverMax: 0, gsdMax: undefined, platform: 'x', coverageMin: 50 })).toEqual([
      { name: 'cloudCoverMax', condition: { op: '<=', args: [{ property: 'eo:cloud_cover' }, 0] } },
      { name: 'platform', condition: { op: '=', args: [{ property: 'platform' }, 'x'] } },
    ]);
  });
});
