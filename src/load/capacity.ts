import type { Signal } from '../async/cancellation.ts';
import { RequestError } from '../exchange/errors.ts';
import type { Slot } from '../exchange/slot.ts';
import { createAdmissionQueue } from './admission-queue.ts';
import { type ConcurrencyBounds, createConcurrencyLimit } from './concurrency-limit.ts';
import { createHeldBodies, type HeldBody } from './held-bodies.ts';

export interface Capacity {
  /** Throws OVERLOADED when an operation of this caller need not even wait: to be asked before its body is read. */
  check(caller: string): void;
  /** Counts a body from this address while it is held; its `hold` throws OVERLOADED when there is too much. */
  bodyFrom(address: string | undefined): HeldBody;
  /** A place for an operation of this caller, or OVERLOADED when none comes free in time. */
  enter(caller: string, signal: Signal): Promise<Slot>;
  /** Told again and again how late the process is with its work. */
  adjust(delayMs: number): void;
  /** Counts, for figures. */
  readonly atWork: number;
  readonly waiting: number;
}

export type ShedReason = 'QUEUE_FULL' | 'QUEUE_WAIT' | 'EVENT_LOOP' | 'BODIES';

export interface CapacitySigns {
  /** Whether the process is so late with its work that more would make all of it later. */
  readonly isStalled: () => boolean;
  readonly noteShed: (reason: ShedReason) => void;
}

const RETRY_AFTER_SECONDS = 1;

/** Bounds the work under way. Those who come when all places are taken wait their turn, and not for long. */
export function createCapacity(limits: ConcurrencyBounds, { isStalled, noteShed }: CapacitySigns): Capacity {
  const limit = createConcurrencyLimit(limits);
  const queue = createAdmissionQueue();
  const bodyFrom = createHeldBodies(() => overloaded('BODIES'));

  function overloaded(reason: ShedReason): RequestError {
    noteShed(reason);
    const message = `This server is busy. Wait ${RETRY_AFTER_SECONDS} s.`;
    return new RequestError('OVERLOADED', message, { reason, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  function check(caller: string): void {
    if (isStalled()) throw overloaded('EVENT_LOOP');
    if (!limit.hasRoomFor(caller) && queue.isHopelessFor(caller, limit)) throw overloaded('QUEUE_FULL');
  }

  function takeIn(caller: string): boolean {
    if (!limit.hasRoomFor(caller)) return false;
    limit.add(caller);
    return true;
  }

  return {
    check,
    bodyFrom,
    async enter(caller, signal) {
      if (!takeIn(caller)) {
        check(caller);
        await queue.join({ caller, signal, late: () => overloaded('QUEUE_WAIT') });
      }
      const givePlace = () => {
        limit.remove(caller);
        queue.letIn(takeIn);
      };
      return createSlot(() => limit.add(caller), givePlace, queue.noteDone);
    },
    adjust(delayMs) {
      limit.adjust(delayMs);
      queue.look();
      queue.letIn(takeIn);
    },
    get atWork() {
      return limit.size;
    },
    get waiting() {
      return queue.size;
    },
  };
}

function createSlot(takePlace: () => void, givePlace: () => void, noteDone: () => void): Slot {
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
      noteDone();
      if (!isAside) givePlace();
    },
  };
}
