import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFastClock, type IsolationReport, runIsolation } from '../../reliability/isolation/isolation.ts';
import { type Asked, leakIn } from '../../reliability/isolation/verdict.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';

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

describe('the verdict on a reply', () => {
  const OWN = { contracts: [{ id: 'cont.own', name: 'Own', tasks: [1, 2] }] };
  const foreign = [new Set(['cont.foreign', 'Foreign'])];
  const owner = { name: 'owner', tenant: 'sandbox-north', headers: {} } as const;
  const twin = { name: 'twin', tenant: undefined, headers: {} };
  const asked: Asked = { asker: owner, expected: OWN, foreign, proposedId: 'id' };
  const explained = [{ message: 'Not now.', extensions: { requestId: 'id' } }];
  const part = { contracts: [{ id: 'cont.own', name: 'Own', tasks: null }] };

  test.each([
    ['the whole answer', asked, { data: OWN }],
    ['a branch that failed with an error', asked, { data: part, errors: explained }],
    ['a refusal', asked, { errors: explained }],
    ['a refused twin', { ...asked, asker: twin }, { data: { contracts: null }, errors: explained }],
  ])('finds no leak in %s', (_what, given: Asked, body) => {
    expect(leakIn(given, { requestId: 'id', body })).toBeUndefined();
  });

  test.each([
    ['another row', asked, { data: { contracts: [{ id: 'cont.own', name: 'Own', tasks: [1, 3] }] } }],
    ['a row too few', asked, { data: { contracts: [] } }],
    ['a branch that is null without an error', asked, { data: part }],
    ['a string of the other tenant', asked, { data: { contracts: [{ id: 'cont.foreign' }] } }],
    ['a receipt of the other tenant', asked, { data: OWN, extensions: { aleph: { calls: ['cont.foreign'] } } }],
    ['an error that names the other tenant', asked, { errors: [{ ...explained[0], message: 'No cont.foreign.' }] }],
    ['an error of another request', asked, { errors: [{ extensions: { requestId: 'other' } }] }],
    ['the id of another request', { ...asked, proposedId: 'mine' }, { data: OWN }],
    ['data for a twin', { ...asked, asker: twin }, { data: OWN }],
  ])('finds a leak in %s', (_what, given: Asked, body) => {
    expect(leakIn(given, { requestId: 'id', body })).toBeDefined();
  });
});
