import type { Signal } from '../async/cancellation.ts';
import { RequestError } from '../exchange/errors.ts';
import type { Slot } from '../exchange/slot.ts';
import { createAdmissionQueue } from './admission-queue.ts';
import { type ConcurrencyBounds, createConcurrencyLimit, FEWEST_SLOTS } from './concurrency-limit.ts';
import { createHeldBodies, type HeldBody } from './held-bodies.ts';

export interface Capacity {
  /**
   * Throws OVERLOADED when an operation of this caller, with so much time left, would wait in vain. Call it before the
   * body is read.
   */
  check(caller: string, restMs?: number): void;
  /** Counts a body from this address while it is held; its `hold` throws OVERLOADED above the limit. */
  bodyFrom(address: string | undefined): HeldBody;
  /** Takes a slot for an operation of this caller, or throws OVERLOADED when none comes free in time. */
  enter(caller: string, signal: Signal, restMs?: number): Promise<Slot>;
  /** Takes the current scheduling delay, at regular intervals. */
  adjust(delayMs: number): void;
  /** Operations that hold a slot now; for metrics, as is `waiting`. */
  readonly atWork: number;
  readonly waiting: number;
}

export type ShedReason = 'QUEUE_FULL' | 'QUEUE_WAIT' | 'EVENT_LOOP' | 'BODIES';

export interface CapacitySigns {
  /** Whether the event loop has been late for some time. */
  readonly isStalled: () => boolean;
  readonly noteShed: (reason: ShedReason) => void;
}

const RETRY_AFTER_SECONDS = 1;

/**
 * Bounds the operations at work.
 *
 * Each operation holds a slot of the adaptive concurrency limit. When no slot is free, it joins the admission queue, or
 * is rejected at once if the wait would be in vain. A slot that comes free goes to the first in the queue whose caller
 * is below its share. An operation that only waits for the work of another one gives its slot back meanwhile. When that
 * work is done, it takes a slot again without waiting, since its answer only has to be written.
 */
export function createCapacity(limits: ConcurrencyBounds, { isStalled, noteShed }: CapacitySigns): Capacity {
  const limit = createConcurrencyLimit(limits);
  const queue = createAdmissionQueue();
  const bodyFrom = createHeldBodies(() => overloaded('BODIES'));

  function overloaded(reason: ShedReason): RequestError {
    noteShed(reason);
    const message = `This server is busy. Wait ${RETRY_AFTER_SECONDS} s.`;
    return new RequestError('OVERLOADED', message, { reason, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /**
   * A late event loop rejects newcomers to a crowd. Exception: few callers hold up each other for a few pieces of work,
   * and a caller that is alone only waits for its own.
   */
  function isHeldUp(caller: string): boolean {
    return isStalled() && limit.callersBeside(caller) >= FEWEST_SLOTS;
  }

  function check(caller: string, restMs?: number): void {
    if (isHeldUp(caller)) throw overloaded('EVENT_LOOP');
    if (!limit.hasRoomFor(caller) && queue.isHopelessFor(caller, limit, restMs)) throw overloaded('QUEUE_FULL');
  }

  function takeSlot(caller: string): boolean {
    if (!limit.hasRoomFor(caller)) return false;
    limit.add(caller);
    return true;
  }

  return {
    check,
    bodyFrom,
    async enter(caller, signal, restMs) {
      if (!takeSlot(caller)) {
        check(caller, restMs);
        await queue.join({ caller, signal, late: () => overloaded('QUEUE_WAIT') });
      }
      const release = () => {
        limit.remove(caller);
        queue.letIn(takeSlot);
      };
      return createSlot(
        () => limit.add(caller),
        release,
        () => queue.noteDone(caller),
      );
    },
    adjust(delayMs) {
      limit.adjust(delayMs);
      queue.look();
      queue.letIn(takeSlot);
    },
    get atWork() {
      return limit.size;
    },
    get waiting() {
      return queue.size;
    },
  };
}

function createSlot(retake: () => void, release: () => void, noteDone: () => void): Slot {
  let own = 0;
  let others = 0;
  let isAside = false;
  let hasLeft = false;

  function settle(): void {
    const onlyWaits = others > 0 && own === 0;
    if (hasLeft || onlyWaits === isAside) return;
    isAside = onlyWaits;
    if (isAside) release();
    else retake();
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
      if (!isAside) release();
    },
  };
}
