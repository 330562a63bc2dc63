import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IMAGERY_START, type ImageryPosition, readImageryPage } from '../../../src/aleph/imagery/imagery.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { failureOf, NORTH, startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';

const ARCHIVE = 'POST /archive/search';
const STAC = 'POST /archive/stac/search';
const TEN_MINUTES_MS = 600_000;
const WORLD: BBox = [-180, -90, 180, 90];
const ACROSS: BBox = [10, -90, -10, 90];

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

function read(from: ImageryPosition, bbox = WORLD, first = 20) {
  const dates = { start: '2023-10-01', end: '2026-09-30' };
  const search = { contractId: NORTH, route: 'archive', bbox, dates } as const;
  return readImageryPage(upstream.connect(), { search, filter: {}, first, from });
}

const refuse = (times?: number) =>
  upstream.sandbox.inject({
    path: '/archive/search',
    answer: { kind: 'status', status: 404 },
    ...(times && { times }),
  });

async function walk(from: ImageryPosition, bbox?: BBox): Promise<string[]> {
  const ids: string[] = [];
  for (let place = from, more = true; more; ) {
    const page = await read(place, bbox, 50);
    ids.push(...page.rows.map(({ item }) => item.itemId));
    [place, more] = [page.end, page.hasMore];
  }
  return ids;
}

describe.each([
  ['an area', WORLD],
  ['an area across the antimeridian', ACROSS],
])('the cursor of a search of %s', (_what, bbox) => {
  test('goes on by the archive search that made it, though that was found missing since', async () => {
    const all = await walk(IMAGERY_START, bbox);
    const page = await read(IMAGERY_START, bbox);
    refuse(bbox === ACROSS ? 2 : 1);
    await read(IMAGERY_START, bbox, 7);
    const before = upstream.calls().length;
    const rest = await walk(page.end, bbox);
    expect(page.rows.map(({ item }) => item.itemId).concat(rest)).toEqual(all);
    expect(new Set(upstream.calls().slice(before))).toEqual(new Set([ARCHIVE]));
  });

  test('goes on by the STAC search that made it, though the archive search answers again', async () => {
    refuse(bbox === ACROSS ? 2 : 1);
    const page = await read(IMAGERY_START, bbox);
    upstream.clock.advance(TEN_MINUTES_MS + 1);
    const before = upstream.calls().length;
    const rest = await walk(page.end, bbox);
    const ids = page.rows.map(({ item }) => item.itemId).concat(rest);
    expect(new Set(upstream.calls().slice(before))).toEqual(new Set([STAC]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(await walk(IMAGERY_START, bbox)));
  });

  test('says so where the search that made it is gone', async () => {
    const page = await read(IMAGERY_START, bbox);
    refuse();
    expect(await failureOf(read(page.end, bbox))).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
  });
});
