export interface ConcurrencyBounds {
  /** Operations at work at once. */
  readonly atOnce: number;
  /** The same, of one caller: the rest of its operations wait, and leave room for those of others. */
  readonly perCaller: number;
}

/** Who is at work, within as many places as the process copes with. */
export interface ConcurrencyLimit {
  readonly size: number;
  /** How many have to leave before there is a place again, where there are more than places. */
  surplus(): number;
  hasRoomFor(caller: string): boolean;
  /** How many more of one caller its share allows, whether there are places or not. */
  shareLeftTo(caller: string): number;
  /** Takes somebody in, whatever the limits: whoever comes back from waiting has an answer to hand over. */
  add(caller: string): void;
  remove(caller: string): void;
  /** Makes places fewer while the process is late with its work, and more while it is not and they are wanted. */
  adjust(delayMs: number): void;
}

const LATE_MS = 60;
/** So many in calm times, lest a burst takes the process by surprise: where wanted, all are there within half a second. */
const CALM_SLOTS = 50;
const FEWEST_SLOTS = 4;
const CUT_TO = 0.8;
const GROW_BY = 0.15;
/** For places that nobody takes. */
const SHRINK_BY = 0.05;
/** While places are few, nobody takes all of them. */
const LARGEST_SHARE = 0.5;

export function createConcurrencyLimit(limits: ConcurrencyBounds): ConcurrencyLimit {
  const { atOnce } = limits;
  const counts = new Map<string, number>();
  let size = 0;
  let slots = Math.min(atOnce, CALM_SLOTS);
  let share = shareOf(slots, limits);
  /** Those whom somebody has at work beyond its share, since places became fewer: they are not held against others. */
  let excess = 0;
  /** The largest size since places were adjusted. */
  let busiest = 0;

  function surplus(): number {
    return Math.max(0, size - excess - slots);
  }

  function countOf(caller: string): number {
    return counts.get(caller) ?? 0;
  }

  function shareLeftTo(caller: string): number {
    return Math.max(0, share - countOf(caller));
  }

  return {
    get size() {
      return size;
    },
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
      // The last cut has yet to show what it does.
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

/** What one caller may have of so many places. */
function shareOf(slots: number, { atOnce, perCaller }: ConcurrencyBounds): number {
  return slots < atOnce ? Math.min(perCaller, Math.ceil(slots * LARGEST_SHARE)) : perCaller;
}

function fewerThan(slots: number): number {
  return Math.floor(slots * CUT_TO);
}

/** For a process that is in time with its work. */
function slotsInTime(slots: number, busiest: number): number {
  const areWanted = busiest >= slots * LARGEST_SHARE || slots < CALM_SLOTS;
  return areWanted ? Math.ceil(slots * (1 + GROW_BY)) : Math.max(CALM_SLOTS, Math.floor(slots * (1 - SHRINK_BY)));
}
