import type { Follow } from '../aleph/flights.ts';
import { Refusal } from '../errors.ts';

export interface CapacityLimits {
  /** Operations at work at once. */
  readonly atOnce: number;
  /** The same, of one caller: the rest of its operations wait, and leave room for those of others. */
  readonly perCaller: number;
}

/** A place at work. */
export interface Slot {
  /** Gives the place away while the operation only waits for a call that was made for another one. */
  readonly follow: Follow;
  leave(): void;
}

export interface Capacity {
  /** Throws OVERLOADED when a new operation could not even wait: to be asked before its body is read. */
  check(): void;
  /** Counts bytes of bodies that are held while they come in. Throws OVERLOADED when there are too many. */
  hold(bytes: number): void;
  free(bytes: number): void;
  /** A place for an operation of this caller, or OVERLOADED when none comes free in time. */
  enter(caller: string, signal: AbortSignal): Promise<Slot>;
  /** Counts, for figures. */
  readonly atWork: number;
  readonly waiting: number;
}

export type ShedReason = 'QUEUE_FULL' | 'QUEUE_WAIT' | 'EVENT_LOOP' | 'BODIES';

interface Waiter {
  readonly caller: string;
  readonly admit: () => void;
}

const LONGEST_QUEUE = 200;
const MOST_BODY_BYTES = 64 * 1024 * 1024;
const LONGEST_WAIT_MS = 500;
const RETRY_AFTER_SECONDS = 1;

export interface CapacitySigns {
  /** Whether the process is so late with its work that more would make all of it later. */
  readonly isStalled: () => boolean;
  readonly noteShed: (reason: ShedReason) => void;
}

/** Bounds the work under way. Those who come when all places are taken wait their turn, and not for long. */
export function createCapacity(limits: CapacityLimits, { isStalled, noteShed }: CapacitySigns): Capacity {
  const crew = createCrew(limits);
  const queue = new Set<Waiter>();
  let heldBytes = 0;

  function overloaded(reason: ShedReason): Refusal {
    noteShed(reason);
    const message = `This server is busy. Wait ${RETRY_AFTER_SECONDS} s.`;
    return new Refusal('OVERLOADED', message, { reason, retryable: true, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  function check(): void {
    if (isStalled()) throw overloaded('EVENT_LOOP');
    if (queue.size >= LONGEST_QUEUE) throw overloaded('QUEUE_FULL');
  }

  function release(caller: string): void {
    crew.remove(caller);
    for (const waiter of queue) {
      if (crew.isFull()) return;
      if (!crew.hasRoomFor(waiter.caller)) continue;
      crew.add(waiter.caller);
      waiter.admit();
    }
  }

  return {
    check,
    hold(bytes) {
      if (heldBytes + bytes > MOST_BODY_BYTES) throw overloaded('BODIES');
      heldBytes += bytes;
    },
    free(bytes) {
      heldBytes -= bytes;
    },
    async enter(caller, signal) {
      if (crew.hasRoomFor(caller)) crew.add(caller);
      else {
        check();
        await waitIn(queue, { caller, signal, late: () => overloaded('QUEUE_WAIT') });
      }
      return createSlot(
        () => crew.add(caller),
        () => release(caller),
      );
    },
    get atWork() {
      return crew.size();
    },
    get waiting() {
      return queue.size;
    },
  };
}

interface Wait {
  readonly caller: string;
  readonly signal: AbortSignal;
  /** What to fail with when no place came free in time. */
  readonly late: () => Error;
}

/** Resolves once the waiter has been taken in. */
function waitIn(queue: Set<Waiter>, { caller, signal, late }: Wait): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      queue.delete(waiter);
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      settle();
    };
    const leave = () => end(() => reject(signal.reason));
    const timer = setTimeout(() => end(() => reject(late())), LONGEST_WAIT_MS);
    const waiter = { caller, admit: () => end(resolve) };
    queue.add(waiter);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Who is at work. Whoever comes back from waiting is taken in whatever the limits: it has an answer to hand over. */
function createCrew({ atOnce, perCaller }: CapacityLimits) {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    size: () => total,
    isFull: () => total >= atOnce,
    hasRoomFor: (caller: string) => total < atOnce && (counts.get(caller) ?? 0) < perCaller,
    add(caller: string): void {
      total += 1;
      counts.set(caller, (counts.get(caller) ?? 0) + 1);
    },
    remove(caller: string): void {
      total -= 1;
      const left = (counts.get(caller) ?? 0) - 1;
      if (left > 0) counts.set(caller, left);
      else counts.delete(caller);
    },
  };
}

function createSlot(takePlace: () => void, givePlace: () => void): Slot {
  let own = 0;
  let others = 0;
  let isAside = false;
  let hasLeft = false;

  function settle(): void {
    const onlyWaits = others > 0 && own === 0;
    if (hasLeft || onlyWaits === isAside) return;
    isAside = onlyWaits;
    if (isAside) givePlace();
    else takePlace();
  }

  return {
    async follow({ result, shared }) {
      if (shared) others += 1;
      else own += 1;
      settle();
      try {
        return await result;
      } finally {
        if (shared) others -= 1;
        else own -= 1;
        settle();
      }
    },
    leave() {
      if (hasLeft) return;
      hasLeft = true;
      if (!isAside) givePlace();
    },
  };
}
