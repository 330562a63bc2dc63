import type { Skipped } from '../../json/losses.ts';
import type { Service } from '../errors.ts';

/** One entry of the call receipt: the cost of a read. */
export interface CallRecord {
  readonly service: Service;
  readonly operation: string;
  readonly contractId: string | null;
  /** Status of the last answer; null when none came or the read was shared. */
  readonly status: number | null;
  readonly ms: number;
  /** Bytes of the body as they came over the wire. */
  readonly bytes: number;
  /** HTTP calls made for it; 0 when shared. */
  readonly attempts: number;
  /** True when the answer came from the short cache or from a call already under way for the same caller. */
  readonly shared: boolean;
  /** Rows of the answer that did not fit, where there are some. */
  readonly skipped?: Skipped;
}

export interface Receipt {
  readonly calls: readonly CallRecord[];
  readonly totals: {
    /** HTTP calls to Aleph's API, retries included. */
    readonly upstreamCalls: number;
    /** Token exchanges. */
    readonly tokenCalls: number;
    readonly shared: number;
    /** From the first ask to now. */
    readonly ms: number;
    readonly bytes: number;
  };
}

/** Notes calls as they end, for one operation. */
export interface Ledger {
  note(call: CallRecord): void;
  receipt(): Receipt;
}

export function createLedger(now: () => number): Ledger {
  const startedAt = now();
  const calls: CallRecord[] = [];
  return {
    note: (call) => calls.push(call),
    receipt: () => ({
      calls: [...calls],
      totals: {
        upstreamCalls: sum(calls, (call) => (call.service === 'auth' ? 0 : call.attempts)),
        tokenCalls: sum(calls, (call) => (call.service === 'auth' ? call.attempts : 0)),
        shared: calls.filter((call) => call.shared).length,
        ms: roundMs(now() - startedAt),
        bytes: sum(calls, (call) => call.bytes),
      },
    }),
  };
}

/** Milliseconds to a tenth: finer is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function sum(calls: readonly CallRecord[], of: (call: CallRecord) => number): number {
  return calls.reduce((total, call) => total + of(call), 0);
}
