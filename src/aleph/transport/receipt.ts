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
  /** The part of the answer that could not be read. */
  readonly skipped: Skipped;
}

export interface Receipt {
  readonly calls: readonly CallRecord[];
  readonly totals: {
    /** HTTP calls to Aleph's API, retries included. */
    readonly upstreamCalls: number;
    /** Token exchanges. */
    readonly tokenCalls: number;
    readonly shared: number;
    /** Reads that cost no call of their own: shared ones, and repeats within the request. */
    readonly saved: number;
    /** From the first ask to now. */
    readonly ms: number;
    readonly bytes: number;
    /** Rows that did not fit. */
    readonly skippedRows: number;
  };
}

/** A call as it ends. Its losses may grow, since rows are read on demand. */
export interface CallNote extends Omit<CallRecord, 'skipped'> {
  readonly losses?: { readonly skipped: Skipped } | undefined;
}

const NOTHING: Skipped = { rows: 0, members: [] };

/** Notes calls as they end, for one operation. */
export interface Ledger {
  note(call: CallNote): void;
  /** Takes the number of repeats within the operation from `count`, in place of an earlier one. */
  countRepeats(count: () => number): void;
  receipt(): Receipt;
}

export function createLedger(now: () => number): Ledger {
  const startedAt = now();
  const notes: CallNote[] = [];
  let repeats = () => 0;
  return {
    note: (call) => notes.push(call),
    countRepeats(count) {
      repeats = count;
    },
    receipt() {
      const calls = notes.map(({ losses, ...call }) => ({ ...call, skipped: losses?.skipped ?? NOTHING }));
      const shared = calls.filter((call) => call.shared).length;
      return {
        calls,
        totals: {
          upstreamCalls: sum(calls, (call) => (call.service === 'auth' ? 0 : call.attempts)),
          tokenCalls: sum(calls, (call) => (call.service === 'auth' ? call.attempts : 0)),
          shared,
          saved: shared + repeats(),
          ms: roundMs(now() - startedAt),
          bytes: sum(calls, (call) => call.bytes),
          skippedRows: sum(calls, (call) => call.skipped.rows),
        },
      };
    },
  };
}

/** Milliseconds to a tenth: finer is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function sum(calls: readonly CallRecord[], of: (call: CallRecord) => number): number {
  return calls.reduce((total, call) => total + of(call), 0);
}
