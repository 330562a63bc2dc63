import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade.ts';
import { createFastClock, type IsolationReport, runIsolation } from './isolation.ts';

const REQUESTS = 3_000;
const SEED = 11;

describe('three thousand requests of two tenants and their twins', () => {
  let facade: Facade;
  let report: IsolationReport;
  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 300 }, clock: createFastClock(200) });
    report = await runIsolation({ seed: SEED, requests: REQUESTS, url: facade.url, sandbox: facade.sandbox });
  }, 120_000);
  afterAll(() => facade.close());

  test('get their own data or none, under their own request id', () => {
    expect(report.leaks).toEqual([]);
    expect(report.requests).toBe(REQUESTS);
  });

  test('are answered often enough to tell, although clients leave and tokens are revoked', () => {
    const { answered, refused, aborted, dropped, revocations } = report;
    expect(answered + refused + aborted + dropped).toBe(REQUESTS);
    expect(answered).toBeGreaterThan(REQUESTS / 4);
    expect(aborted).toBeGreaterThan(REQUESTS / 50);
    expect(revocations).toBeGreaterThan(REQUESTS / 100);
    expect(dropped).toBe(0);
  });
});
