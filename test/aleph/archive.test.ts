import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isMissingRoute } from '../../src/aleph/archive.ts';
import { AlephError } from '../../src/aleph/errors.ts';
import type { StacItem } from '../../src/aleph/items.ts';
import {
  ARCTIC,
  failureOf,
  HARBOUR,
  NORTH,
  pairOf,
  SOUTH,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../support/aleph/upstream-aleph.ts';

const PATH = '/archive/search';
const TEN_MINUTES_MS = 600_000;
const SEARCH = { bbox: [-180, -90, 180, 90], start: '2023-10-01', end: '2026-09-30' } as const;

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const search = () => upstream.connect().listArchive(NORTH, SEARCH);
const refusing = (status: number, body: unknown, times = 1) =>
  upstream.sandbox.inject({ path: PATH, times, answer: { kind: 'status', status, body } });

describe('the archive search', () => {
  test('posts the three documented members and nothing else', async () => {
    const { items, matched } = await search();
    const [call] = upstream.sandbox.calls().filter(({ path }) => path === PATH);
    expect(call).toMatchObject({ method: 'POST', contractId: NORTH });
    expect(call?.body).toEqual({ bbox: [-180, -90, 180, 90], start_date: '2023-10-01', end_date: '2026-10-01' });
    expect(items.length).toBe(matched);
    expect(items.length).toBeGreaterThan(200);
    expect(new Set(items.map(({ contractId }) => contractId))).toEqual(new Set([NORTH]));
  });

  test.each([null, {}, { items: [] }, { features: 'none' }])('answered with %j is no list', async (body) => {
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'json', body } });
    expect(await failureOf(search())).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      reason: 'SHAPE',
      upstream: { service: 'archive', status: 200 },
    });
  });

  test('is never kept: every operation asks anew', async () => {
    await search();
    await search();
    expect(upstream.calls()).toEqual([`POST ${PATH}`, `POST ${PATH}`]);
  });
});

describe('the last day of an archive search', () => {
  const ENDS = ['unknown', 'included', 'excluded'] as const;
  const cases = (['included', 'excluded'] as const).flatMap((archiveEndDate) =>
    ENDS.filter((archiveEnd) => archiveEnd === 'unknown' || archiveEnd === archiveEndDate).map((archiveEnd) => ({
      archiveEndDate,
      archiveEnd,
    })),
  );

  test.each(cases)('is whole where Aleph has it $archiveEndDate and the setting says $archiveEnd', async (one) => {
    const { archiveEndDate, archiveEnd } = one;
    const other = await startUpstreamAleph({ itemCount: 3_000, guesses: { archiveEndDate } }, { archiveEnd });
    const dayOf = ({ datetime = '' }: StacItem) => datetime.slice(0, 10);
    const all = (await other.connect().listArchive(NORTH, SEARCH)).items.map(dayOf);
    const end = all[Math.floor(all.length / 2)] ?? '';
    const { items, matched } = await other.connect().listArchive(NORTH, { ...SEARCH, end });
    expect(items.map(dayOf)).toEqual(all.filter((day) => day <= end));
    expect(items.map(dayOf)).toContain(end);
    expect(matched).toBe(items.length);
    const sent = other.sandbox.calls().at(-1)?.body as { readonly end_date: string };
    expect(sent.end_date > end).toBe(archiveEnd !== 'included');
    await other.close();
  });
});

describe('a missing archive search', () => {
  const GATEWAY: [number, unknown] = [403, { message: 'Missing Authentication Token' }];
  const OF_CONTRACT: [number, unknown][] = [
    [404, { detail: 'Not found.' }],
    [405, { detail: 'Method not allowed' }],
  ];
  const searchBy = (clientId: string, contractId: string) =>
    upstream.connect({ credentials: pairOf(clientId) }).listArchive(contractId, SEARCH);
  const isFoundMissing = async (read: Promise<unknown>) => isMissingRoute(await failureOf(read));

  test.each([GATEWAY, ...OF_CONTRACT])('told by %d is remembered for ten minutes', async (status, body) => {
    refusing(status, body);
    expect(await isFoundMissing(search())).toBe(true);
    upstream.clock.advance(TEN_MINUTES_MS);
    expect(await isFoundMissing(search())).toBe(true);
    expect(upstream.calls()).toEqual([`POST ${PATH}`]);
    upstream.clock.advance(1);
    expect((await search()).items.length).toBeGreaterThan(0);
    expect(upstream.calls()).toHaveLength(2);
  });

  test('told by the gateway is missing for every caller', async () => {
    refusing(...GATEWAY);
    expect(await isFoundMissing(search())).toBe(true);
    expect(await isFoundMissing(searchBy('sandbox-south', SOUTH))).toBe(true);
    expect(upstream.calls()).toEqual([`POST ${PATH}`]);
  });

  test.each(OF_CONTRACT)(
    'told by %d is missing for that contract alone, and for all once a second one is told',
    async (...told) => {
      refusing(...told);
      expect(await isFoundMissing(search())).toBe(true);
      expect((await searchBy('sandbox-south', SOUTH)).items.length).toBeGreaterThan(0);
      expect((await searchBy('sandbox-north', HARBOUR)).items.length).toBeGreaterThan(0);
      expect(upstream.calls()).toHaveLength(3);
      refusing(...told);
      expect(await isFoundMissing(searchBy('sandbox-north', ARCTIC))).toBe(true);
      expect(await isFoundMissing(searchBy('sandbox-south', SOUTH))).toBe(true);
      expect(upstream.calls()).toHaveLength(4);
    },
  );

  test('is asked again by a search that it has begun to answer', async () => {
    refusing(404, {});
    expect(await isFoundMissing(search())).toBe(true);
    const { items } = await upstream.connect().listArchive(NORTH, { ...SEARCH, isUnderWay: true });
    expect(items.length).toBeGreaterThan(0);
  });

  test.each<[number, unknown, string]>([
    [403, { message: 'Forbidden' }, 'FORBIDDEN'],
    [401, { message: 'no such contract' }, 'CONTRACT_NOT_ACCESSIBLE'],
    [400, {}, 'UPSTREAM_BAD_REQUEST'],
    [410, {}, 'UPSTREAM_INVALID_RESPONSE'],
  ])('is not what %d %j tells', async (status, body, code) => {
    refusing(status, body);
    const error = await failureOf(search());
    expect([error.code, isMissingRoute(error)]).toEqual([code, false]);
    expect((await search()).items.length).toBeGreaterThan(0);
  });

  test('is not what an error from elsewhere tells', () => {
    expect(isMissingRoute(new Error('ROUTE'))).toBe(false);
    expect(isMissingRoute(new AlephError('NOT_FOUND', 'no'))).toBe(false);
  });
});
