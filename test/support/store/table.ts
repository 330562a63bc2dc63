import {
  type Claimed,
  type Cleared,
  DOUBT_KEPT_MS,
  type Ending,
  HOUR_MS,
  KEPT_MS,
  LEASE_MS,
  type Ticket,
} from '../../../src/store/records.ts';

/** A record as the table of transitions has it. */
interface Row {
  readonly state: 'CLAIMED' | 'SENDING' | 'UNCERTAIN' | 'PLACED' | 'FOUND_EXISTING';
  readonly owner: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly until: number;
  readonly id?: string;
}

/**
 * The table of transitions, written down once more for tests: two plain maps, and a rule for each row. It has no clock,
 * no eviction and no concern for speed.
 */
export class Table {
  now = 0;
  readonly keys = new Map<string, Row>();
  readonly names = new Map<string, Row>();
  private sent: { contract: string; owner: string; at: number }[] = [];
  private readonly sendingMs: number;

  constructor(sendingMs: number) {
    this.sendingMs = sendingMs;
  }

  /** The kind of a claim's answer, with the id of one that is done. */
  claim(ticket: Ticket, isQuestion: boolean): Claimed['kind'] | `DONE ${string}` {
    this.expire();
    const key = this.keys.get(ticket.key);
    if (key !== undefined && key.fingerprint !== ticket.fingerprint) return 'REUSED';
    if (key?.state === 'PLACED' || key?.state === 'FOUND_EXISTING') return `DONE ${key.state} ${key.id}`;
    for (const row of [key, this.names.get(ticket.name)]) {
      if (row === undefined) continue;
      const age = this.now - row.at;
      if (row.state === 'CLAIMED' && age < LEASE_MS) return 'RUNNING';
      if (row.state === 'SENDING' && age < this.sendingMs) return 'RUNNING';
      if (row.state === 'SENDING' || row.state === 'UNCERTAIN') return 'DOUBT';
    }
    if (isQuestion) return 'ABSENT';
    this.write(ticket, { ...this.rowOf(ticket, 'CLAIMED'), until: this.now + KEPT_MS });
    return 'CLAIMED';
  }

  clear(ticket: Ticket, contract: string, mostPerHour: number): Cleared['kind'] {
    this.expire();
    const [key, name] = [this.keys.get(ticket.key), this.names.get(ticket.name)];
    const states = ['CLAIMED', 'SENDING'];
    const isOurs = key?.owner === ticket.owner && name?.owner === ticket.owner && key.state === name.state;
    if (!isOurs || !states.includes(key.state)) return 'LOST';
    if (key.state === 'CLAIMED') {
      const inHour = this.sent.filter((one) => one.contract === contract && one.at > this.now - HOUR_MS);
      if (inHour.length >= mostPerHour) return 'LIMITED';
      this.sent.push({ contract, owner: ticket.owner, at: this.now });
    }
    this.write(ticket, { ...this.rowOf(ticket, 'SENDING'), until: this.now + DOUBT_KEPT_MS });
    return 'SENDING';
  }

  end(ticket: Ticket, ending: Ending): void {
    this.expire();
    const key = this.keys.get(ticket.key);
    const isDone = key?.state === 'PLACED' || key?.state === 'FOUND_EXISTING';
    const isOurs = key?.owner === ticket.owner && !isDone;
    if (ending.kind === 'RELEASED') {
      if (isOurs) this.keys.delete(ticket.key);
      this.freeName(ticket);
      this.sent = this.sent.filter(({ owner }) => owner !== ticket.owner);
    } else if (ending.kind === 'UNCERTAIN') {
      const row = { ...this.rowOf(ticket, 'UNCERTAIN'), until: this.now + DOUBT_KEPT_MS };
      if (key === undefined) this.keys.set(ticket.key, row);
      if (isOurs && key.state === 'SENDING') this.write(ticket, { ...key, state: 'UNCERTAIN' }, true);
      const own = this.keys.get(ticket.key);
      const isNamed = this.names.has(ticket.name);
      if (!isNamed && own?.owner === ticket.owner && own.state === 'UNCERTAIN') this.names.set(ticket.name, own);
    } else if (ending.kind === 'PLACED' || key === undefined || isOurs) {
      const row = { ...this.rowOf(ticket, ending.kind), until: this.now + KEPT_MS, id: ending.id };
      this.keys.set(ticket.key, row);
      this.freeName(ticket);
    }
  }

  private rowOf({ owner, fingerprint }: Ticket, state: Row['state']): Omit<Row, 'until'> {
    return { state, owner, fingerprint, at: this.now };
  }

  private write({ key, name, owner }: Ticket, row: Row, onlyOwnName = false): void {
    this.keys.set(key, row);
    if (!onlyOwnName || this.names.get(name)?.owner === owner) this.names.set(name, row);
  }

  private freeName({ name, owner }: Ticket): void {
    if (this.names.get(name)?.owner === owner) this.names.delete(name);
  }

  private expire(): void {
    for (const rows of [this.keys, this.names]) {
      for (const [name, { until }] of rows) if (until <= this.now) rows.delete(name);
    }
  }
}
