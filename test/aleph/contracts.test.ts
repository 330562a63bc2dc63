import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const KEEP_MS = 60_000;

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const listed = () => upstream.connect().listContracts();

const answering = (body: unknown) =>
  upstream.sandbox.inject({ path: '/contracts', times: 1, answer: { kind: 'json', body } });

describe('the contract list', () => {
  test('is read from /contracts in the order of Aleph, names as they are written', async () => {
    expect(await listed()).toEqual([
      { id: NORTH, name: 'Northern Ports Observatory' },
      { id: HARBOUR, name: 'Harbour  Authority Archive ' },
      { id: ARCTIC, name: 'Arctic Logistics Rush Tasking' },
    ]);
    expect(upstream.calls()).toEqual(['GET /contracts']);
  });

  test.each(['absolute', 'relative'] as const)(
    'is read to its end where it comes in pages, by links that are %s',
    async (taskingNext) => {
      const other = await startUpstreamAleph({ pageLimit: 2, guesses: { contractsEnvelope: 'results', taskingNext } });
      expect(await other.connect().listContracts()).toEqual(await listed());
      expect(other.calls()).toEqual(['GET /contracts', 'GET /contracts']);
      await other.close();
    },
  );

  test('whose next link leads elsewhere is no list', async () => {
    answering({ results: [{ contract_id: NORTH }], next: 'https://elsewhere.example/others?offset=1' });
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
  });

  test('of more pages than there are calls left is an error, as it would end early without a word', async () => {
    const options = { pageLimit: 1, guesses: { contractsEnvelope: 'results' } } as const;
    const other = await startUpstreamAleph(options, { maxCalls: 2 });
    expect(await failureOf(other.connect().listContracts())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(other.calls()).toHaveLength(2);
    await other.close();
  });

  test('serves the same identity for a minute', async () => {
    await listed();
    upstream.clock.advance(KEEP_MS);
    const later = upstream.connect();
    expect(await later.listContracts()).toHaveLength(3);
    expect(later.receipt().totals).toMatchObject({ upstreamCalls: 0, shared: 1 });
    expect(upstream.calls()).toHaveLength(1);
    upstream.clock.advance(1);
    await listed();
    expect(upstream.calls()).toHaveLength(2);
  });

  test('of one identity never serves another', async () => {
    await listed();
    const south = upstream.connect({ credentials: pairOf('sandbox-south') });
    expect(await south.listContracts()).toEqual([{ id: SOUTH, name: 'Southern Cross Crop Insurance' }]);
    const stranger = upstream.connect({ credentials: pairOf('sandbox-north', 'wrong') });
    expect(await failureOf(stranger.listContracts())).toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    expect(upstream.calls()).toHaveLength(2);
  });

  test('that is kept cannot be changed by one who reads it', async () => {
    const contracts = await listed();
    expect(Object.isFrozen(contracts) && contracts.every(Object.isFrozen)).toBe(true);
  });

  test('that failed is not kept', async () => {
    upstream.sandbox.inject({ path: '/contracts', times: 1, answer: { kind: 'status', status: 403 } });
    expect(await failureOf(listed())).toMatchObject({ code: 'FORBIDDEN', upstream: { service: 'contracts' } });
    expect(await listed()).toHaveLength(3);
  });

  test('may be empty', async () => {
    answering([]);
    expect(await listed()).toEqual([]);
  });

  test('may come in an envelope, under other names, with members nobody knows', async () => {
    answering({
      results: [
        { id: 'cont.1', title: 'One', status: 'active' },
        { contract_id: 'cont.2', name: null },
      ],
    });
    expect(await listed()).toEqual([
      { id: 'cont.1', name: 'One' },
      { id: 'cont.2', name: 'cont.2' },
    ]);
  });

  test('loses a row without an id, and no other', async () => {
    answering([{ name: 'Nameless' }, null, 'cont.0', { contract_id: 7.5 }, { contract_id: 'cont.1', name: 7 }]);
    expect(await listed()).toEqual([{ id: 'cont.1', name: 'cont.1' }]);
  });

  test.each([null, {}, { contracts: [] }, 'text', 7])('as %j is no list', async (body) => {
    answering(body);
    expect(await failureOf(listed())).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      reason: 'SHAPE',
      retryable: false,
      upstream: { service: 'contracts', status: 200, attempts: 1 },
    });
  });
});
