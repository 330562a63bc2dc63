export interface ConcurrencyBounds {
  /** Most operations at work at once. */
  readonly atOnce: number;
  /** Most operations of one caller at work at once; its others wait and leave slots to other callers. */
  readonly perCaller: number;
}

/**
 * An adaptive concurrency limit: as many slots as the process can serve in time.
 *
 * The signal is the delay of the event loop, or of scheduled work if that is larger. Above 60 ms the limit is cut by a
 * fifth. Below, it grows by 15 % while slots are wanted. After a cut, no other follows until the surplus operations
 * end, since the first cut has not shown its effect before. Slots that nobody wants are given up slowly, down to 50, so
 * that a sudden burst does not meet a large limit. Each caller has a share of the slots. While the limit is below its
 * maximum, that share is at most half of the slots.
 */
export interface ConcurrencyLimit {
  readonly size: number;
  /** How many callers have operations at work, this one aside. */
  callersBeside(caller: string): number;
  /** How many operations have to end before a slot is free again; 0 unless there are more operations than slots. */
  surplus(): number;
  hasRoomFor(caller: string): boolean;
  /** How many more operations the share of this caller allows, whether slots are free or not. */
  shareLeftTo(caller: string): number;
  /** Adds an operation regardless of the limit: one that comes back from waiting only has its answer to write. */
  add(caller: string): void;
  remove(caller: string): void;
  /** Cuts the limit while the process is late. Raises it while the process is in time and slots are wanted. */
  adjust(delayMs: number): void;
}

const LATE_MS = 60;
/**
 * Slots in calm times. With more, a burst would fill all of them before the delay shows. All are back in half a second.
 */
const CALM_SLOTS = 50;
export const FEWEST_SLOTS = 4;
const CUT_TO = 0.8;
const GROW_BY = 0.15;
/** Applies to slots that nobody wants. */
const SHRINK_BY = 0.05;
/** Below the maximum, a larger share would let one caller take every slot. */
const LARGEST_SHARE = 0.5;

export function createConcurrencyLimit(limits: ConcurrencyBounds): ConcurrencyLimit {
  const { atOnce } = limits;
  const counts = new Map<string, number>();
  let size = 0;
  let slots = Math.min(atOnce, CALM_SLOTS);
  let share = shareOf(slots, limits);
  /** Operations above their caller's share after the limit shrank. They do not count against other callers. */
  let excess = 0;
  /** The largest size since the last adjustment. */
  let busiest = 0;

  function surplus(): number {
    return Math.max(0, size - excess - slots);
  }

  const countOf = (caller: string) => counts.get(caller) ?? 0;

  function shareLeftTo(caller: string): number {
    return Math.max(0, share - countOf(caller));
  }

  return {
    get size() {
      return size;
    },
    callersBeside: (caller) => counts.size - Math.sign(countOf(caller)),
    hasRoomFor: (caller) => size - excess < slots && size < atOnce && shareLeftTo(caller) > 0,
    shareLeftTo,
    surplus,
    add(caller) {
      const count = countOf(caller) + 1;
      counts.set(caller, count);
      size += 1;
      busiest = Math.max(busiest, size);
      if (count > share) excess += 1;
    },
    remove(caller) {
      const count = countOf(caller);
      if (count > 1) counts.set(caller, count - 1);
      else counts.delete(caller);
      size -= 1;
      if (count > share) excess -= 1;
    },
    adjust(delayMs) {
      const isLate = delayMs > LATE_MS;
      // The last cut has not shown its effect yet.
      if (isLate && surplus() > 0) return;
      const wanted = isLate ? fewerThan(Math.min(slots, size)) : slotsInTime(slots, busiest);
      slots = Math.min(atOnce, Math.max(FEWEST_SLOTS, wanted));
      busiest = size;
      share = shareOf(slots, limits);
      excess = 0;
      for (const count of counts.values()) excess += Math.max(0, count - share);
    },
  };
}

/** The share of one caller, in slots. */
function shareOf(slots: number, { atOnce, perCaller }: ConcurrencyBounds): number {
  return slots < atOnce ? Math.min(perCaller, Math.ceil(slots * LARGEST_SHARE)) : perCaller;
}

function fewerThan(slots: number): number {
  return Math.floor(slots * CUT_TO);
}

/** The next limit of a process that is in time. */
function slotsInTime(slots: number, busiest: number): number {
  const areWanted = busiest >= slots * LARGEST_SHARE || slots < CALM_SLOTS;
  return areWanted ? Math.ceil(slots * (1 + GROW_BY)) : Math.max(CALM_SLOTS, Math.floor(slots * (1 - SHRINK_BY)));
}
