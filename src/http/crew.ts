export interface CrewLimits {
  /** Operations at work at once. */
  readonly atOnce: number;
  /** The same, of one caller: the rest of its operations wait, and leave room for those of others. */
  readonly perCaller: number;
}

/** Who is at work, within as many places as the process copes with. */
export interface Crew {
  readonly size: number;
  hasRoomFor(caller: string): boolean;
  /** How many more of one caller its share allows, whether there are places or not. */
  shareLeftTo(caller: string): number;
  /** Takes somebody in, whatever the limits: whoever comes back from waiting has an answer to hand over. */
  add(caller: string): void;
  remove(caller: string): void;
  /** Makes places fewer while the process is late with its work, and more while it is not. */
  adjust(delayMs: number): void;
}

const LATE_MS = 60;
/** So many at first, lest a burst takes the process by surprise: all places are there within half a second. */
const FIRST_PLACES = 50;
const FEWEST_PLACES = 4;
const CUT_TO = 0.8;
const GROW_BY = 0.15;
/** While places are few, nobody takes all of them. */
const LARGEST_SHARE = 0.5;

export function createCrew({ atOnce, perCaller }: CrewLimits): Crew {
  const counts = new Map<string, number>();
  let size = 0;
  let places = Math.min(atOnce, FIRST_PLACES);

  function shareOfOne(): number {
    return places < atOnce ? Math.min(perCaller, Math.ceil(places * LARGEST_SHARE)) : perCaller;
  }

  function shareLeftTo(caller: string): number {
    return Math.max(0, shareOfOne() - (counts.get(caller) ?? 0));
  }

  return {
    get size() {
      return size;
    },
    hasRoomFor: (caller) => size < places && shareLeftTo(caller) > 0,
    shareLeftTo,
    add(caller) {
      size += 1;
      counts.set(caller, (counts.get(caller) ?? 0) + 1);
    },
    remove(caller) {
      size -= 1;
      const left = (counts.get(caller) ?? 0) - 1;
      if (left > 0) counts.set(caller, left);
      else counts.delete(caller);
    },
    adjust(delayMs) {
      const wanted = delayMs > LATE_MS ? Math.floor(Math.min(places, size) * CUT_TO) : places * (1 + GROW_BY);
      places = Math.min(atOnce, Math.max(FEWEST_PLACES, Math.ceil(wanted)));
    },
  };
}
