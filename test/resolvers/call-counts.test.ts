import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade.ts';

const SEARCH =
  'archiveSearch(bbox: [103.5, 1.1, 104.1, 1.6], dates: { start: "2026-01-01", end: "2026-10-01" }, first: 2)';

describe('upstream calls of one operation', () => {
  let facade: Facade;

  // Cold caches for each count, so a new process's worth of state each time.
  beforeEach(async () => {
    facade = await startFacade();
    return () => facade.close();
  });

  test('the contract list costs one call', async () => {
    const { body } = await facade.ask('{ contracts { id name } }');
    expect(body.data.contracts).toHaveLength(3);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
    expect(body.extensions.aleph.totals).toMatchObject({ upstreamCalls: 1, tokenCalls: 1 });
  });
});
