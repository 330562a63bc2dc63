import { describe, expect, test } from 'vitest';
import { type CallNote, createLedger, roundMs } from '../../../src/aleph/transport/receipt.ts';
import { Losses } from '../../../src/json/losses.ts';

const call = (changes: Partial<CallNote>): CallNote => ({
  service: 'tasking',
  operation: 'listTasks',
  contractId: 'cont.1',
  status: 200,
  ms: 1,
  bytes: 100,
  attempts: 1,
  shared: false,
  ...changes,
});

describe('a receipt', () => {
  test('adds up calls to the API with their retries apart from token exchanges', () => {
    let now = 10;
    const ledger = createLedger(() => now);
    ledger.note(call({ service: 'auth', operation: 'exchangeToken', contractId: null, bytes: 30 }));
    ledger.note(call({ attempts: 3 }));
    ledger.note(call({ attempts: 0, shared: true, bytes: 0 }));
    now = 22.34;
    expect(ledger.receipt().totals).toEqual({
      upstreamCalls: 3,
      tokenCalls: 1,
      shared: 1,
      saved: 1,
      ms: 12.3,
      bytes: 130,
      skippedRows: 0,
    });
  });

  test('tells what could not be read, also what is found out after the call', () => {
    const ledger = createLedger(() => 0);
    const losses = new Losses();
    losses.noteRow('status');
    ledger.note(call({ losses }));
    ledger.note(call({ shared: true }));
    losses.noteValue('properties.track');
    const { calls, totals } = ledger.receipt();
    const skipped = { rows: 1, members: ['status', 'properties.track'] };
    expect(calls.map((entry) => entry.skipped)).toEqual([skipped, { rows: 0, members: [] }]);
    expect(totals.skippedRows).toBe(1);
  });

  test('once given does not change when more is noted', () => {
    const ledger = createLedger(() => 0);
    const early = ledger.receipt();
    ledger.note(call({}));
    expect([early.calls.length, ledger.receipt().calls.length]).toEqual([0, 1]);
  });

  test('gives milliseconds to a tenth', () => {
    expect([roundMs(1.26), roundMs(0.04), roundMs(12)]).toEqual([1.3, 0, 12]);
  });
});
