import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Aleph } from '../../../src/aleph/client.ts';
import { bearerOf, openAleph, pairOf } from '../../support/aleph/upstream-aleph.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';
import { GRANT, sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

const TEN_MINUTES_MS = 600_000;

let upstream: Upstream;
let aleph: Aleph;
let clock: FakeClock;
/** The status for each token; 401 for others. */
let statuses: Map<string, number>;

beforeEach(async () => {
  clock = createFakeClock();
  statuses = new Map([
    ['good', 200],
    ['token-1', 200],
  ]);
  upstream = await startUpstream(({ url, headers }, response) => {
    if (url === '/oauth/token') return sendJson(response, GRANT);
    const token = String(headers['authorizationtoken']).replace('Bearer ', '');
    return sendJson(response, [], statuses.get(token) ?? 401);
  });
  aleph = openAleph(upstream.url, { clock });
});
afterEach(async () => {
  await aleph.close();
  await upstream.close();
});

const list = (token: string, origin = 'one address') =>
  aleph
    .connect({ credentials: bearerOf(token), origin })
    .listContracts()
    .then(
      () => 'answered',
      (error) => error.code,
    );
const calls = () => upstream.received.filter(({ url }) => url === '/contracts').length;
/** Codes of so many tokens that Aleph rejects, one after another. */
async function guess(times: number, origin?: string): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < times; n += 1) codes.push(await list(`guess-${n}-at-${clock.now()}`, origin));
  return codes;
}

describe('a bearer token that Aleph rejects', () => {
  test('is rejected from memory for 30 seconds, whoever brings it', async () => {
    for (let time = 0; time < 20; time += 1) expect(await list('bad', `address ${time}`)).toBe('TOKEN_EXPIRED');
    expect(calls()).toBe(1);
    clock.advance(30_001);
    expect(await list('bad')).toBe('TOKEN_EXPIRED');
    expect(calls()).toBe(2);
  });

  test('is found good again half a minute later, if Aleph accepts it then', async () => {
    expect(await list('soon')).toBe('TOKEN_EXPIRED');
    statuses.set('soon', 200);
    clock.advance(30_001);
    expect(await list('soon')).toBe('answered');
  });

  test('counts once against its address, however often it is asked about', async () => {
    for (let time = 0; time < 18; time += 1) {
      expect(await list('bad')).toBe('TOKEN_EXPIRED');
      clock.advance(30_001);
    }
    expect(new Set(await guess(59))).toEqual(new Set(['TOKEN_EXPIRED']));
    expect(await list('one more')).toBe('AUTH_RATE_LIMITED');
  });
});

describe('made-up bearer tokens of one address', () => {
  test('cost Aleph 60 calls in ten minutes, though 300 come at once', async () => {
    const codes = await Promise.all(Array.from({ length: 300 }, (_, n) => list(`made-up-${n}`)));
    expect(calls()).toBeLessThanOrEqual(60);
    await guess(100);
    expect(calls()).toBe(60);
    expect(new Set(codes)).toEqual(new Set(['TOKEN_EXPIRED', 'AUTH_RATE_LIMITED']));
    clock.advance(TEN_MINUTES_MS);
    expect(await guess(1)).toEqual(['TOKEN_EXPIRED']);
  });

  test('hold back new tokens of that address alone, and no proven token or pair', async () => {
    expect(await list('good')).toBe('answered');
    await guess(60);
    expect(await list('good')).toBe('answered');
    clock.advance(60_001);
    expect(await list('good')).toBe('answered');
    const pair = aleph.connect({ credentials: pairOf('new pair'), origin: 'one address' });
    expect(await pair.listContracts()).toEqual([]);
    statuses.set('new', 200);
    expect(await list('new')).toBe('AUTH_RATE_LIMITED');
    expect(await list('new', 'another address')).toBe('answered');
  });

  test('are not counted while Aleph accepts them, or cannot tell', async () => {
    for (let n = 0; n < 70; n += 1) statuses.set(`good-${n}`, 200);
    for (let n = 0; n < 70; n += 1) expect(await list(`good-${n}`)).toBe('answered');
    for (let n = 0; n < 70; n += 1) {
      statuses.set(`limited-${n}`, 429);
      expect(await list(`limited-${n}`)).toBe('UPSTREAM_RATE_LIMITED');
    }
    expect(await guess(1)).toEqual(['TOKEN_EXPIRED']);
  });

  test('are not counted where they were accepted before and have ended since', async () => {
    for (let n = 0; n < 60; n += 1) {
      statuses.set(`ended-${n}`, 200);
      await list(`ended-${n}`);
      statuses.delete(`ended-${n}`);
    }
    clock.advance(60_001);
    for (let n = 0; n < 60; n += 1) expect(await list(`ended-${n}`)).toBe('TOKEN_EXPIRED');
    expect(await guess(1)).toEqual(['TOKEN_EXPIRED']);
  });
});

describe('a caller without an address', () => {
  test('is trusted, as scripts are', async () => {
    for (let n = 0; n < 70; n += 1) {
      const client = aleph.connect({ credentials: bearerOf(`bad-${n}`) });
      await expect(client.listContracts()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    }
  });
});
