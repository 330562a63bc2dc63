import type { LookupFunction } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { createNameLookup } from '../../../src/aleph/transport/name-lookup.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';

let clock: FakeClock;
let asked: string[];
let lookup: LookupFunction;

beforeEach(() => {
  clock = createFakeClock();
  asked = [];
  lookup = createNameLookup(clock, (hostname, _options, callback) => {
    asked.push(hostname);
    if (hostname.endsWith('.invalid')) callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '');
    else callback(null, '192.0.2.1', 4);
  });
});

const find = (hostname: string) =>
  new Promise((resolve) => {
    lookup(hostname, {}, (error, address, family) => resolve(error?.code ?? [address, family]));
  });

describe('the lookup of names', () => {
  test('does not ask again for a second for a name that was not found', async () => {
    expect(await find('a.invalid')).toBe('ENOTFOUND');
    clock.advance(1_000);
    expect(await find('a.invalid')).toBe('ENOTFOUND');
    expect(asked).toEqual(['a.invalid']);
    clock.advance(1);
    await find('a.invalid');
    expect(asked).toEqual(['a.invalid', 'a.invalid']);
  });

  test('asks each time for a name that is found, and for another name', async () => {
    await find('a.invalid');
    expect([await find('a.example'), await find('a.example')]).toEqual([
      ['192.0.2.1', 4],
      ['192.0.2.1', 4],
    ]);
    expect(asked).toEqual(['a.invalid', 'a.example', 'a.example']);
  });
});
