import { describe, expect, test } from 'vitest';
import { passesOf } from '../../../src/aleph/imagery/passes.ts';
import type { StacItem } from '../../../src/aleph/items.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { type ItemChanges, itemLike } from '../../support/aleph/samples.ts';
import { around, polygonOf, square } from '../../support/inputs/shapes.ts';

const PREVIEW = { preview: { href: 'https://example.test/p.png' } };
const tile = (size: number, changes: ItemChanges = {}) =>
  itemLike({ geometry: polygonOf([around([4, 52], square(size))]), ...changes });
const only = (items: readonly StacItem[]) => {
  const [pass, ...others] = passesOf(items);
  if (pass === undefined || others.length > 0) throw new Error('not one pass');
  return pass;
};
const boxed = (...boxes: (BBox | undefined)[]) => only(boxes.map((bbox) => itemLike({ bbox }))).bbox;

describe('the passes of a page', () => {
  test('come in the order of their first tile, suffixes of their outcome told apart', () => {
    const ids = ['a', 'a--112813', 'a', undefined, undefined];
    const passes = passesOf(ids.map((outcomeId, index) => itemLike({ outcomeId, itemId: String(index) })));
    expect(passes.map(({ outcomeId, items }) => [outcomeId, items.map(({ itemId }) => itemId).join('')])).toEqual([
      ['a', '02'],
      ['a--112813', '1'],
      [undefined, '3'],
      [undefined, '4'],
    ]);
  });

  test('of nothing are none', () => {
    expect(passesOf([])).toEqual([]);
  });

  test('began with their earliest tile', () => {
    const times = [undefined, '2026-02-07T03:35:42.000Z', '2026-02-07T03:35:41.000Z'];
    expect(only(times.map((datetime) => itemLike({ datetime }))).datetime).toBe('2026-02-07T03:35:41.000Z');
    const [startDatetime, endDatetime] = ['2026-02-07T03:35:40.000Z', '2026-02-07T03:35:50.000Z'];
    const spans = times.map((datetime) => itemLike({ datetime, startDatetime, endDatetime }));
    expect(only(spans).datetime).toBe('2026-02-07T03:35:40.000Z');
    expect(only(spans.slice(1)).datetime).toBe('2026-02-07T03:35:41.000Z');
  });
});

describe('the mean cloud cover of a pass', () => {
  test('weighs each tile by its footprint', () => {
    expect(only([tile(10, { cloudCover: 50 }), tile(20, { cloudCover: 0 })]).cloudCoverMean).toBeCloseTo(10, 4);
  });

  test('leaves out what has no cloud cover or no footprint, and is absent when nothing is left', () => {
    const unknown = [tile(10, { cloudCover: undefined }), tile(10, { cloudCover: 90, geometry: undefined })];
    expect(only([...unknown, tile(10, { cloudCover: 30 })]).cloudCoverMean).toBeCloseTo(30, 9);
    expect(only(unknown).cloudCoverMean).toBeUndefined();
  });
});

describe('the box of a pass', () => {
  test.each<[string, (BBox | undefined)[], BBox | undefined]>([
    [
      'is around all tiles',
      [
        [1, 2, 3, 4],
        [2, 1, 5, 3],
      ],
      [1, 1, 5, 4],
    ],
    ['leaves out a tile without one', [[1, 2, 3, 4], undefined], [1, 2, 3, 4]],
    ['is absent when no tile has one', [undefined], undefined],
    [
      'crosses the antimeridian with a tile',
      [
        [178, 0, 179, 1],
        [179.5, 0, -179.5, 1],
      ],
      [178, 0, -179.5, 1],
    ],
    [
      'crosses it where tiles lie on both sides',
      [
        [179, 0, 180, 1],
        [-180, 0, -179, 1],
      ],
      [179, 0, -179, 1],
    ],
    [
      'ends at it',
      [
        [179, 0, 180, 1],
        [178, 0, 179, 1],
      ],
      [178, 0, 180, 1],
    ],
    [
      'crosses Greenwich',
      [
        [-2, 0, -1, 1],
        [-1, 0, 1, 1],
      ],
      [-2, 0, 1, 1],
    ],
    [
      'goes around the globe where a tile does',
      [
        [-180, 0, 180, 1],
        [179, 0, -179, 1],
      ],
      [-180, 0, 180, 1],
    ],
  ])('%s', (_what, boxes, box) => {
    expect(boxed(...boxes)).toEqual(box);
  });
});

describe('the best tile of a pass', () => {
  const bestOf = (...items: ItemChanges[]) =>
    only(items.map((changes, index) => itemLike({ assets: PREVIEW, itemId: String(index), ...changes }))).best?.itemId;

  test.each<[string, ItemChanges[], string | undefined]>([
    ['has the most valid pixels', [{ validPixelPercent: 40 }, { validPixelPercent: 97 }], '1'],
    [
      'has them however cloudy it is',
      [
        { validPixelPercent: 97, cloudCover: 0 },
        { validPixelPercent: 97.05, cloudCover: 100 },
      ],
      '1',
    ],
    ['has the least cloud of equals', [{ cloudCover: 60 }, { cloudCover: 5 }, { cloudCover: undefined }], '1'],
    ['is the first of equals', [{}, {}], '0'],
    ['has a preview', [{ validPixelPercent: 100, assets: {} }, { validPixelPercent: 1 }], '1'],
    ['has one that can be followed', [{ assets: { preview: { href: 's3://bucket/p.png' } } }], undefined],
  ])('%s', (_what, items, best) => {
    expect(bestOf(...items)).toBe(best);
  });
});
