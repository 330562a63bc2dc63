import { describe, expect, test } from 'vitest';
import { cql2Predicate } from '../../../src/aleph/imagery/cql2.ts';
import { itemListOf, type StacItem } from '../../../src/aleph/items.ts';
import type { JsonObject } from '../../../src/aleph/values/wire.ts';

const itemWith = (properties: object): StacItem => {
  const [item] = itemListOf('cont.1', { features: [{ id: 'a', collection: 'l1d', properties }] }).items;
  if (item === undefined) throw new Error('no item');
  return item;
};
const ITEM = itemWith({
  datetime: '2026-02-07T03:35:41.440063999+00:00',
  platform: 'newsat33',
  gsd: 0.7,
  'satl:ground_lock': true,
  'satl-qa:sharpness_fwhm_act_red': null,
  instruments: ['ms'],
});

const of = (property: string) => ({ property });
const is = (op: string, ...args: unknown[]): JsonObject => ({ op, args });
const TRUE = is('=', of('gsd'), 0.7);
const FALSE = is('=', of('gsd'), 1);
const UNKNOWN = is('=', of('eo:cloud_cover'), 1);

/** True, false, or unknown, when neither the filter nor its opposite finds the item. */
const truthOf = (filter: JsonObject) => {
  const [finds, spares] = [cql2Predicate(filter), cql2Predicate(is('not', filter))].map((test) => test?.(ITEM));
  return finds === undefined ? 'not run here' : finds || (spares ? false : undefined);
};

describe('a filter', () => {
  test.each([
    [{ datetime: null, start_datetime: '2026-02-07', end_datetime: '2026-02-09' }, true],
    [{ datetime: 'some day', start_datetime: '2026-02-07T23:59Z' }, true],
    [{ datetime: '2026-02-09', start_datetime: '2026-02-07' }, false],
    [{ datetime: null, end_datetime: '2026-02-07' }, false],
  ])('on the datetime of %j takes the start of an interval for it', (properties, isFound) => {
    const before = cql2Predicate(is('<', of('datetime'), { timestamp: '2026-02-08T00:00:00Z' }));
    expect(before?.(itemWith(properties))).toBe(isFound);
  });

  test.each<[JsonObject, boolean | undefined]>([
    [is('=', of('gsd'), 0.7), true],
    [is('=', 0.7, of('properties.gsd')), true],
    [is('<>', of('gsd'), 0.7), false],
    [is('<', of('gsd'), 0.7), false],
    [is('<=', of('gsd'), 0.7), true],
    [is('>', of('gsd'), 0.5), true],
    [is('>=', of('gsd'), 0.71), false],
    [is('=', of('gsd'), of('gsd')), true],
    [is('=', of('gsd'), '0.7'), undefined],
    [is('=', of('nowhere'), 1), undefined],
    [is('=', of('__proto__'), 'x'), undefined],
    [is('=', of('constructor'), 'x'), undefined],
    [is('=', of('instruments'), 'ms'), undefined],
    [is('=', of('satl:ground_lock'), true), true],
    [is('=', of('id'), 'a'), true],
    [is('=', of('collection'), 'l0'), false],
    [is('=', of('datetime'), { timestamp: '2026-02-07T04:35:41.440063+01:00' }), true],
    [is('<=', of('datetime'), { timestamp: '2026-02-07T03:35:41.440Z' }), false],
    [is('>', of('datetime'), '2026-02-07T03:35:41.440062Z'), true],
    [is('>=', of('datetime'), { date: '2026-02-08' }), false],
    [is('between', of('gsd'), 0.7, 1), true],
    [is('between', of('gsd'), 0.8, 1), false],
    [is('between', of('gsd'), of('nowhere'), 1), undefined],
    [is('between', of('gsd'), of('nowhere'), 0.5), false],
    [is('in', of('platform'), ['newsat34', 'newsat33']), true],
    [is('in', of('platform'), ['newsat34']), false],
    [is('in', of('platform'), ['newsat34', of('nowhere')]), undefined],
    [is('in', of('platform'), [34]), undefined],
    [is('in', of('nowhere'), ['newsat34']), undefined],
    [is('isNull', of('nowhere')), true],
    [is('isNull', of('satl-qa:sharpness_fwhm_act_red')), true],
    [is('isNull', of('platform')), false],
    [is('isNull', of('instruments')), false],
  ])('%j is %s', (filter, truth) => {
    expect(truthOf(filter)).toBe(truth);
  });

  test.each<[JsonObject, string, boolean | undefined]>([
    [is('and', TRUE, TRUE), 'true and true', true],
    [is('and', TRUE, UNKNOWN), 'true and unknown', undefined],
    [is('and', UNKNOWN, FALSE), 'unknown and false', false],
    [is('or', FALSE, FALSE), 'false or false', false],
    [is('or', FALSE, UNKNOWN), 'false or unknown', undefined],
    [is('or', UNKNOWN, TRUE), 'unknown or true', true],
    [is('not', TRUE), 'not true', false],
    [is('not', UNKNOWN), 'not unknown', undefined],
    [is('not', is('not', FALSE)), 'not not false', false],
  ])('of three-valued logic holds: %#, %s is %s', (filter, _words, truth) => {
    expect(truthOf(filter)).toBe(truth);
  });
});

describe('a filter that is not run here', () => {
  const nested = (depth: number): JsonObject => (depth === 0 ? TRUE : is('not', nested(depth - 1)));

  test.each<[string, JsonObject]>([
    ['an operator that is not known', is('like', of('platform'), 'newsat%')],
    ['one that every object has', is('toString', 1, 1)],
    ['a spatial operator inside', is('and', TRUE, is('s_intersects', of('geometry'), {}))],
    ['no arguments', { op: 'and' }],
    ['an empty junction', is('or')],
    ['a comparison of one', is('=', of('gsd'))],
    ['a comparison of three', is('=', of('gsd'), 1, 2)],
    ['a negation of two', is('not', TRUE, TRUE)],
    ['a list that is empty', is('in', of('gsd'), [])],
    ['a list that is none', is('in', of('gsd'), 1)],
    ['a range without an end', is('between', of('gsd'), 1)],
    ['a null', is('=', of('gsd'), null)],
    ['a function', is('=', is('casei', of('platform')), 'NEWSAT33')],
    ['isNull of a value', is('isNull', 5)],
    ['text for a node', { op: 'not', args: ['platform'] }],
    ['more depth than is followed', nested(50)],
  ])('has %s', (_what, filter) => {
    expect(cql2Predicate(filter)).toBeUndefined();
  });
});
