import type { Clock } from '../async/clock.ts';
import {
  type Claimed,
  type Clearance,
  type Cleared,
  DOUBT_KEPT_MS,
  type Ending,
  type Finish,
  type Guard,
  HOUR_MS,
  KEPT_MS,
  LEASE_MS,
  type PlacementStore,
  type StoreTimes,
  StoreUnavailable,
  type Ticket,
} from './records.ts';

export interface MemoryStoreOptions extends StoreTimes {
  readonly clock: Clock;
  readonly mostKeys?: number;
}

/** The same object stands under its key and under its name, so both change together. */
interface StoredRecord {
  readonly ticket: Ticket;
  state: 'CLAIMED' | 'SENDING' | 'UNCERTAIN' | 'DONE';
  /** `Clock.now` of the claim, and later of the first byte. */
  at: number;
  expiresAt: number;
  /** Wall-clock time of the first byte. */
  since: number;
  ended: readonly string[];
  result?: { readonly finish: Finish; readonly id: string };
}

interface Placement {
  readonly owner: string;
  readonly at: number;
}

const MOST_KEYS = 10_000;
const FULL_WAIT_MS = 60_000;

/** Records in the memory of one process. They end with it, so a new store waits until earlier writes have settled. */
export function createMemoryStore(options: MemoryStoreOptions): PlacementStore {
  const memory = new MemoryRecords(options);
  return {
    claim: async (ticket, isQuestion = false) => memory.claim(ticket, isQuestion),
    clear: async (ticket, clearance) => memory.clear(ticket, clearance),
    end: async (ticket, contract, ending) => memory.end(ticket, contract, ending),
    open: async () => undefined,
    close: () => undefined,
  };
}

class MemoryRecords {
  private readonly options: MemoryStoreOptions;
  private readonly bornAt: number;
  private readonly keys = new Map<string, StoredRecord>();
  private readonly names = new Map<string, StoredRecord>();
  /** Placements of the last hour, by contract. */
  private readonly placements = new Map<string, readonly Placement[]>();

  constructor(options: MemoryStoreOptions) {
    this.options = options;
    this.bornAt = options.clock.now();
  }

  claim(ticket: Ticket, isQuestion: boolean): Claimed {
    const unsettledMs = this.bornAt + this.options.settleMs - this.now;
    if (unsettledMs > 0) throw new StoreUnavailable('SETTLING', unsettledMs);
    const own = this.live(this.keys, ticket.key);
    if (own !== undefined && own.ticket.fingerprint !== ticket.fingerprint) return { kind: 'REUSED' };
    const held = this.judge(own, 'KEY') ?? this.judge(this.live(this.names, ticket.name), 'NAME');
    if (held !== undefined) return held;
    if (isQuestion) return { kind: 'ABSENT' };
    if (own === undefined) this.makeRoom();
    const { now } = this;
    this.put({ ticket, state: 'CLAIMED', at: now, expiresAt: now + KEPT_MS, since: 0, ended: [] });
    return { kind: 'CLAIMED' };
  }

  clear(ticket: Ticket, { contract, mostPerHour, ended }: Clearance): Cleared {
    const record = this.live(this.keys, ticket.key);
    const isOurs = record?.ticket.owner === ticket.owner && this.live(this.names, ticket.name) === record;
    if (!isOurs || (record.state !== 'CLAIMED' && record.state !== 'SENDING')) return { kind: 'LOST' };
    const { now } = this;
    if (record.state === 'CLAIMED') {
      const recent = this.recentOf(contract);
      const oldest = recent[recent.length - mostPerHour];
      if (oldest !== undefined) return { kind: 'LIMITED', waitMs: oldest.at + HOUR_MS - now };
      this.placements.set(contract, [...recent, { owner: ticket.owner, at: now }]);
    }
    const since = this.options.clock.wallNow();
    Object.assign(record, { state: 'SENDING', at: now, since, ended, expiresAt: now + DOUBT_KEPT_MS });
    return { kind: 'SENDING', since };
  }

  end(ticket: Ticket, contract: string, ending: Ending): void {
    const record = this.live(this.keys, ticket.key);
    const isOurs = record?.ticket.owner === ticket.owner;
    if (ending.kind === 'RELEASED') {
      if (isOurs && record.state !== 'DONE') this.keys.delete(ticket.key);
      this.freeName(ticket);
      const rest = this.recentOf(contract).filter(({ owner }) => owner !== ticket.owner);
      this.placements.set(contract, rest);
    } else if (ending.kind === 'UNCERTAIN') {
      this.doubt(ticket, record, ending.ended);
    } else if (ending.kind === 'PLACED' || record === undefined || (isOurs && record.state !== 'DONE')) {
      const { now } = this;
      const result = { finish: ending.kind, id: ending.id };
      this.keys.set(ticket.key, {
        ...{ ticket, state: 'DONE', at: now, expiresAt: now + KEPT_MS },
        ...{ since: 0, ended: [], result },
      });
      this.freeName(ticket);
    }
  }

  /** Keeps the doubt, also where the store has lost the record meanwhile. */
  private doubt(ticket: Ticket, record: StoredRecord | undefined, ended: readonly string[]): void {
    const { now } = this;
    const since = this.options.clock.wallNow();
    const doubt = { ticket, state: 'UNCERTAIN', at: now, expiresAt: now + DOUBT_KEPT_MS, since, ended } as const;
    if (record === undefined) this.keys.set(ticket.key, { ...doubt });
    else if (record.ticket.owner === ticket.owner && record.state === 'SENDING') record.state = 'UNCERTAIN';
    if (this.live(this.names, ticket.name) === undefined) {
      const own = this.keys.get(ticket.key);
      if (own?.state === 'UNCERTAIN' && own.ticket.owner === ticket.owner) this.names.set(ticket.name, own);
    }
  }

  private judge(record: StoredRecord | undefined, guard: Guard): Claimed | undefined {
    if (record === undefined) return undefined;
    const { ticket, state, at, since, ended, result } = record;
    if (result !== undefined) return { kind: 'DONE', ...result };
    const leftMs = at + (state === 'CLAIMED' ? LEASE_MS : this.options.sendingMs) - this.now;
    if (state !== 'UNCERTAIN' && leftMs > 0) return { kind: 'RUNNING', guard, waitMs: leftMs };
    return state === 'CLAIMED' ? undefined : { kind: 'DOUBT', guard, doubt: { ticket, since, ended } };
  }

  private get now(): number {
    return this.options.clock.now();
  }

  private put(record: StoredRecord): void {
    // Deleted first, so that a map is in the order of its ages.
    this.keys.delete(record.ticket.key);
    this.keys.set(record.ticket.key, record);
    this.names.set(record.ticket.name, record);
  }

  private freeName({ name, owner }: Ticket): void {
    if (this.names.get(name)?.ticket.owner === owner) this.names.delete(name);
  }

  private live(records: Map<string, StoredRecord>, name: string): StoredRecord | undefined {
    const record = records.get(name);
    if (record === undefined || record.expiresAt > this.now) return record;
    records.delete(name);
    return undefined;
  }

  private recentOf(contract: string): readonly Placement[] {
    return (this.placements.get(contract) ?? []).filter(({ at }) => at > this.now - HOUR_MS);
  }

  /** Forgets what has expired, then the oldest one that was only found: it would be found again. */
  private makeRoom(): void {
    const { mostKeys = MOST_KEYS } = this.options;
    if (this.keys.size < mostKeys) return;
    for (const records of [this.keys, this.names]) for (const name of records.keys()) this.live(records, name);
    for (const contract of this.placements.keys()) {
      if (this.recentOf(contract).length === 0) this.placements.delete(contract);
    }
    if (this.keys.size < mostKeys) return;
    const found = [...this.keys].find(([, { result }]) => result?.finish === 'FOUND_EXISTING');
    if (found === undefined) throw new StoreUnavailable('FULL', FULL_WAIT_MS);
    this.keys.delete(found[0]);
  }
}
