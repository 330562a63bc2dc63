import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Slot } from '../../src/exchange/slot.ts';
import { type Capacity, createCapacity, type ShedReason } from '../../src/load/capacity.ts';

/** A signal that never aborts; each has listeners of its own. */
const never = () => new AbortController().signal;

let sheds: ShedReason[];
let isStalled: boolean;

function start(atOnce: number, perCaller = atOnce): Capacity {
  return createCapacity(
    { atOnce, perCaller },
    { isStalled: () => isStalled, noteShed: (reason) => sheds.push(reason) },
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  sheds = [];
  isStalled = false;
});
afterEach(() => vi.useRealTimers());

const settle = () => new Promise((done) => setImmediate(done));

/** Enters, and notes the name once there is a place. */
function enter(capacity: Capacity, caller: string, admitted: string[], name = caller): Promise<Slot> {
  return capacity.enter(caller, never()).then((slot) => {
    admitted.push(name);
    return slot;
  });
}

const isOverloaded = (reason: ShedReason) => ({
  code: 'OVERLOADED',
  retryable: true,
  details: { reason, retryAfterSeconds: 1 },
});

describe('capacity', () => {
  test('takes in as many as there are slots, and the next in order of arrival when one leaves', async () => {
    const capacity = start(2);
    const admitted: string[] = [];
    const [first] = await Promise.all([enter(capacity, 'a', admitted), enter(capacity, 'b', admitted)]);
    enter(capacity, 'c', admitted);
    enter(capacity, 'd', admitted);
    await settle();
    expect(admitted).toEqual(['a', 'b']);
    expect([capacity.atWork, capacity.waiting]).toEqual([2, 2]);
    first?.leave();
    await settle();
    expect(admitted).toEqual(['a', 'b', 'c']);
    expect([capacity.atWork, capacity.waiting]).toEqual([2, 1]);
  });

  test('lets a caller beyond its share wait, and others pass it', async () => {
    const capacity = start(3, 1);
    const admitted: string[] = [];
    const greedy = await enter(capacity, 'greedy', admitted);
    enter(capacity, 'greedy', admitted, 'greedy again');
    enter(capacity, 'modest', admitted);
    await settle();
    expect(admitted).toEqual(['greedy', 'modest']);
    greedy.leave();
    await settle();
    expect(admitted).toEqual(['greedy', 'modest', 'greedy again']);
  });

  test('refuses who has waited for a second', async () => {
    const capacity = start(1);
    await capacity.enter('a', never());
    const waiter = expect(capacity.enter('b', never())).rejects.toMatchObject(isOverloaded('QUEUE_WAIT'));
    await vi.advanceTimersByTimeAsync(1_000);
    await waiter;
    expect(capacity.waiting).toBe(0);
    expect(sheds).toEqual(['QUEUE_WAIT']);
  });

  test('refuses at once whoever would wait in vain, even before a body is read', async () => {
    const capacity = start(1);
    await capacity.enter('a', never());
    const waiters = Array.from({ length: 175 }, () => capacity.enter('b', never()).catch(() => undefined));
    await settle();
    expect(() => capacity.check('b')).toThrow(expect.objectContaining(isOverloaded('QUEUE_FULL')));
    await expect(capacity.enter('b', never())).rejects.toMatchObject(isOverloaded('QUEUE_FULL'));
    expect(() => capacity.check('c')).not.toThrow();
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(waiters);
  });

  test('has room for one caller while another waits for its own share', async () => {
    const capacity = start(3, 1);
    await capacity.enter('greedy', never());
    const waiters = Array.from({ length: 175 }, () => capacity.enter('greedy', never()).catch(() => undefined));
    expect(() => capacity.check('modest')).not.toThrow();
    await capacity.enter('modest', never());
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(waiters);
  });

  test('lets waiters in when there are more slots again', async () => {
    const capacity = start(100, 100);
    const admitted: string[] = [];
    for (let caller = 0; caller < 58; caller += 1) enter(capacity, `caller ${caller}`, admitted);
    await settle();
    expect([capacity.atWork, capacity.waiting]).toEqual([50, 8]);
    capacity.adjust(0);
    await settle();
    expect([capacity.atWork, capacity.waiting]).toEqual([58, 0]);
  });

  test('refuses no caller because of the stall that its own last request left', async () => {
    const capacity = start(1);
    const slot = await capacity.enter('a', never());
    isStalled = true;
    expect(() => capacity.check('a')).not.toThrow();
    slot.leave();
    expect(() => capacity.check('a')).not.toThrow();
    (await capacity.enter('a', never())).leave();
    expect(sheds).toEqual([]);
  });

  test('refuses a newcomer to a crowd while the event loop is late, and nobody of a few', async () => {
    const capacity = start(50);
    for (const caller of ['a', 'b', 'c']) await capacity.enter(caller, never());
    isStalled = true;
    expect(() => capacity.check('newcomer')).not.toThrow();
    await capacity.enter('d', never());
    expect(() => capacity.check('newcomer')).toThrow(expect.objectContaining(isOverloaded('EVENT_LOOP')));
    expect(() => capacity.check('a')).not.toThrow();
  });

  test('refuses a body that takes more room than there is', () => {
    const body = start(1).bodyFrom('192.0.2.7');
    expect(() => body.hold(64 * 2 ** 20)).toThrow(expect.objectContaining(isOverloaded('BODIES')));
    expect(sheds).toEqual(['BODIES']);
  });

  test('forgets a waiter that leaves, with its own reason', async () => {
    const capacity = start(1);
    await capacity.enter('a', never());
    const controller = new AbortController();
    const waiter = capacity.enter('b', controller.signal);
    controller.abort(new Error('gone'));
    await expect(waiter).rejects.toThrow('gone');
    expect(capacity.waiting).toBe(0);
    expect(sheds).toEqual([]);
  });
});

describe('a slot', () => {
  test('is given away while its operation only waits for the call of another, and taken back after it', async () => {
    const capacity = start(1);
    const slot = await capacity.enter('a', never());
    let answer: (value: string) => void = () => undefined;
    const result = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const followed = slot.follow({ result, shared: true });
    const other = await capacity.enter('b', never());
    expect(capacity.atWork).toBe(1);
    answer('answer');
    expect(await followed).toBe('answer');
    expect(capacity.atWork).toBe(2);
    other.leave();
    slot.leave();
    expect(capacity.atWork).toBe(0);
  });

  test('is kept while its operation waits for a call of its own as well', async () => {
    const capacity = start(1);
    const slot = await capacity.enter('a', never());
    const pending = new Promise<string>(() => undefined);
    slot.follow({ result: pending, shared: true });
    slot.follow({ result: pending, shared: false });
    expect(capacity.atWork).toBe(1);
  });

  test('is left once, however often that is said, also while it is given away', async () => {
    const capacity = start(2);
    const [slot, aside] = await Promise.all([capacity.enter('a', never()), capacity.enter('a', never())]);
    aside.follow({ result: new Promise(() => undefined), shared: true });
    for (const one of [slot, slot, aside, aside]) one.leave();
    expect(capacity.atWork).toBe(0);
  });
});
