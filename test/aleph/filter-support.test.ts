import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IMAGERY_START, readImageryPage } from '../../src/aleph/imagery/imagery.ts';
import {
  HARBOUR,
  NORTH,
  pairOf,
  SOUTH,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../support/aleph/upstream-aleph.ts';

const LANDING = 'GET /archive/stac';
const SEARCH = 'POST /archive/stac/search';

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph({ itemCount: 20 });
});
afterEach(() => upstream.close());

/** The conditions that were applied here, out of one page. */
async function appliedHere(clientId: string, contractId: string): Promise<readonly string[]> {
  const client = upstream.connect({ credentials: pairOf(clientId) });
  const search = { contractId, route: 'stac' } as const;
  const page = await readImageryPage(client, { search, filter: { cloudCoverMax: 20 }, first: 5, from: IMAGERY_START });
  return page.report.appliedHere;
}

const spoil = (path: string, answer: object) => upstream.sandbox.inject({ path, times: 1, answer: answer as never });

describe('a filter that is refused', () => {
  const refuseOnce = () => spoil('/archive/stac/search', { kind: 'status', status: 400 });

  test('is applied here for that contract alone, and for all once a second contract refused one', async () => {
    refuseOnce();
    expect(await appliedHere('sandbox-north', NORTH)).toEqual(['cloudCoverMax']);
    expect(await appliedHere('sandbox-south', SOUTH)).toEqual([]);
    expect(await appliedHere('sandbox-north', HARBOUR)).toEqual([]);
    expect(await appliedHere('sandbox-north', NORTH)).toEqual(['cloudCoverMax']);
    expect(upstream.calls()).toEqual([LANDING, SEARCH, SEARCH, SEARCH, SEARCH, SEARCH]);
    refuseOnce();
    expect(await appliedHere('sandbox-north', HARBOUR)).toEqual(['cloudCoverMax']);
    expect(await appliedHere('sandbox-south', SOUTH)).toEqual(['cloudCoverMax']);
  });
});

describe('a landing page without filters', () => {
  test('counts for its contract alone', async () => {
    spoil('/archive/stac', { kind: 'json', body: { conformsTo: [] } });
    expect(await appliedHere('sandbox-north', NORTH)).toEqual(['cloudCoverMax']);
    expect(await appliedHere('sandbox-south', SOUTH)).toEqual([]);
    expect(upstream.calls()).toEqual([LANDING, SEARCH, LANDING, SEARCH]);
  });
});
