import type { Clock } from '../../async/clock.ts';

/** The end of a read, as a circuit breaker sees it. UNREACHABLE means that no connection came about. */
export type Verdict = 'ANSWERED' | 'FAILED' | 'UNREACHABLE' | 'NONE';

/** A caller and a contract, for whom reads are counted. */
export interface Party {
  readonly identity: string;
  readonly contractId?: string | undefined;
  /** The network address, in exchanges: anybody can make up identities there, so the address stands for the caller. */
  readonly origin?: string | undefined;
}

interface Count {
  reads: number;
  failures: number;
  unreachable: number;
}

/** The reads of one party within one second. */
interface PartyCount extends Count {
  readonly party: Party;
  readonly second: number;
}

const WINDOW_SECONDS = 10;
const FAILING_SHARE = 0.5;

/** Counts how the reads of the last ten seconds ended, by party and second. */
export class CallTally {
  private readonly clock: Clock;
  private counts: PartyCount[] = [];
  /** Counts of the newest second, by party. */
  private readonly newest = new Map<string, PartyCount>();
  private total = sumOf([]);

  constructor(clock: Clock) {
    this.clock = clock;
  }

  note(name: string, party: Party, verdict: Verdict): void {
    if (verdict === 'NONE') return;
    const second = Math.floor(this.clock.now() / 1_000);
    if (this.counts.at(-1)?.second !== second) {
      this.newest.clear();
      this.counts = this.counts.filter((count) => count.second > second - WINDOW_SECONDS);
      this.total = sumOf(this.counts);
    }
    const count = this.newest.get(name) ?? { party, second, reads: 0, failures: 0, unreachable: 0 };
    if (count.reads === 0) {
      this.newest.set(name, count);
      this.counts.push(count);
    }
    for (const one of [count, this.total]) {
      one.reads += 1;
      if (verdict !== 'ANSWERED') one.failures += 1;
      if (verdict === 'UNREACHABLE') one.unreachable += 1;
    }
  }

  /** Whether half of at least so many reads failed, up to the last one noted. */
  isFailing(fewestReads: number): boolean {
    const { reads, failures } = this.total;
    return reads >= fewestReads && isHalf(failures, reads);
  }

  /**
   * Whether the failures concern all parties: half of the connections fail, or half of the reads fail even without the
   * worst caller, and without the worst contract.
   */
  isBroad(): boolean {
    const { counts, total } = this;
    if (isHalf(total.unreachable, total.reads)) return true;
    const isOfCallers = failsWithoutWorst(counts, ({ identity, origin = identity }) => origin);
    return isOfCallers && failsWithoutWorst(counts, ({ identity, contractId = identity }) => contractId);
  }

  clear(): void {
    this.counts = [];
    this.newest.clear();
    this.total = sumOf([]);
  }
}

function sumOf(counts: Iterable<Count>): Count {
  const sum = { reads: 0, failures: 0, unreachable: 0 };
  for (const count of counts) addTo(sum, count);
  return sum;
}

function addTo(sum: Count, { reads, failures, unreachable }: Count): void {
  sum.reads += reads;
  sum.failures += failures;
  sum.unreachable += unreachable;
}

function isHalf(failures: number, reads: number): boolean {
  return failures > 0 && failures >= reads * FAILING_SHARE;
}

function failsWithoutWorst(counts: readonly PartyCount[], groupOf: (party: Party) => string): boolean {
  const groups = new Map<string, Count>();
  for (const count of counts) {
    const group = groupOf(count.party);
    const sum = groups.get(group) ?? sumOf([]);
    groups.set(group, sum);
    addTo(sum, count);
  }
  const total = sumOf(groups.values());
  const [worst = total] = [...groups.values()].sort((one, other) => other.failures - one.failures);
  return isHalf(total.failures - worst.failures, total.reads - worst.reads);
}
