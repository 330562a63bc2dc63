import { describe, expect, test } from 'vitest';
import { type CallRecord, createLedger, roundMs } from '../../../src/aleph/transport/receipt.ts';

const call = (changes: Partial<CallRecord>): CallRecord => ({
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
    expect(ledger.receipt().totals).toEqual({ upstreamCalls: 3, tokenCalls: 1, shared: 1, ms: 12.3, bytes: 130 });
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
