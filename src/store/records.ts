/** The names of the records behind one placement, and the attempt that changes them. */
export interface Ticket {
  /** The record of the key: a hash of mutation, contract and key. */
  readonly key: string;
  /** The record of the name: a hash of mutation, contract and name. */
  readonly name: string;
  /** A hash of the whole input. */
  readonly fingerprint: string;
  /** One attempt. Only the owner of a record sends. */
  readonly owner: string;
}

/** A write that left and has no trustworthy answer. */
export interface Doubt {
  readonly ticket: Ticket;
  /** When it left, in milliseconds since 1970. */
  readonly since: number;
  /** Ids of equal ones that had ended before it left. They are not its result. */
  readonly ended: readonly string[];
}

/** How a placement ended for good. */
export type Finish = 'PLACED' | 'FOUND_EXISTING';

/** The answer to a claim. */
export type Claimed =
  /** The caller owns both records, and may send. */
  | { readonly kind: 'CLAIMED' }
  /** Nothing is known of the key or the name, and the caller only asked. */
  | { readonly kind: 'ABSENT' }
  | { readonly kind: 'DONE'; readonly finish: Finish; readonly id: string }
  | { readonly kind: 'DOUBT'; readonly guard: Guard; readonly doubt: Doubt }
  /** Another attempt is under way. */
  | { readonly kind: 'RUNNING'; readonly guard: Guard; readonly waitMs: number }
  /** The key belongs to another input. */
  | { readonly kind: 'REUSED' };

/** The record that stands in the way. */
export type Guard = 'KEY' | 'NAME';

/** The answer to the last question before the first byte. */
export type Cleared =
  | { readonly kind: 'SENDING'; readonly since: number }
  /** Somebody else took the records over, or the store lost them. */
  | { readonly kind: 'LOST' }
  | { readonly kind: 'LIMITED'; readonly waitMs: number };

export type Ending =
  /** Nothing was placed: key and name are free again. */
  | { readonly kind: 'RELEASED' }
  | { readonly kind: Finish; readonly id: string }
  | { readonly kind: 'UNCERTAIN'; readonly ended: readonly string[] };

export interface Clearance {
  /** A hash of the contract, for the limit of placements in an hour. */
  readonly contract: string;
  readonly mostPerHour: number;
  readonly ended: readonly string[];
}

/**
 * The records behind keys and names. Each method is one transition, and nothing comes between its parts. Every method
 * may throw StoreUnavailable; then nobody knows whether the transition took place.
 *
 * A record is CLAIMED while its owner prepares: nothing was sent, and after a lease anybody may take it over. It is
 * SENDING from right before the first byte: nobody else ever sends. An owner that was paused finds its record taken
 * over, since the change from one to the other compares the owner. A doubt stays UNCERTAIN until a look-up at Aleph
 * ends it. The record of the name stops a second key for the same thing, which the record of the key cannot see.
 */
export interface PlacementStore {
  /** Claims key and name. With `isQuestion` nothing changes, and a free key is ABSENT. */
  claim(ticket: Ticket, isQuestion?: boolean): Promise<Claimed>;
  /** From CLAIMED to SENDING. The owner calls it again before it sends again, after an answer that refused its token. */
  clear(ticket: Ticket, clearance: Clearance): Promise<Cleared>;
  end(ticket: Ticket, contract: string, ending: Ending): Promise<void>;
  /** Resolves once the store can be used, or is known to be out of reach. Rejects where it never can. */
  open(): Promise<void>;
  close(): void;
}

export interface StoreTimes {
  /** A store younger than this takes no writes: one from before it was lost may still be under way. */
  readonly settleMs: number;
  /** How long a record may be SENDING before others look at Aleph for its result. */
  readonly sendingMs: number;
}

/** How long CLAIMED holds without its owner. A longer lease would block a key after a crash. */
export const LEASE_MS = 15_000;
const DAY_MS = 86_400_000;
/** How long a record lives that is CLAIMED or ended. */
export const KEPT_MS = DAY_MS;
/** The same for one in doubt. After that, the look-up before placing is all that stops a second one. */
export const DOUBT_KEPT_MS = 7 * DAY_MS;
export const HOUR_MS = 3_600_000;

export type UnavailableReason =
  | 'DOWN'
  | 'SLOW'
  | 'FULL'
  | 'SETTLING'
  | 'REPLICA'
  | 'EVICTION_POLICY'
  | 'INFO_FORBIDDEN';

/** Thrown when a store cannot tell or keep a record. */
export class StoreUnavailable extends Error {
  readonly reason: UnavailableReason;
  /** When to ask again. */
  readonly waitMs: number;

  constructor(reason: UnavailableReason, waitMs = 1_000) {
    super(reason);
    this.reason = reason;
    this.waitMs = waitMs;
  }
}
