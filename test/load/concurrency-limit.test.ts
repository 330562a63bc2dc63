import { beforeEach, describe, expect, test } from 'vitest';
import { type ConcurrencyLimit, createConcurrencyLimit } from '../../src/load/concurrency-limit.ts';

const LATE_MS = 100;

let limit: ConcurrencyLimit;

/** Takes in callers of their own for as long as there is room; tells how many that were. */
function fill(): number {
  let count = 0;
  for (; limit.hasRoomFor(`caller ${limit.size}`); count += 1) limit.add(`caller ${limit.size}`);
  return count;
}

function adjust(times: number, delayMs = 0): void {
  for (let time = 0; time < times; time += 1) limit.adjust(delayMs);
}

/** Work comes as fast as places do, for so many looks. */
function growFor(looks: number): void {
  for (let look = 0; look < looks; look += 1) {
    fill();
    adjust(1);
  }
  fill();
}

beforeEach(() => {
  limit = createConcurrencyLimit({ atOnce: 200, perCaller: 25 });
});

describe('the concurrency limit', () => {
  test('has 50 slots at first, and all of them within half a second where they are taken', () => {
    expect(fill()).toBe(50);
    growFor(10);
    expect(limit.size).toBe(200);
  });

  test('has 50 slots again after a calm time', () => {
    growFor(10);
    for (let left = 200; left > 0; left -= 1) limit.remove(`caller ${left - 1}`);
    adjust(40);
    expect(fill()).toBe(50);
  });

  test('never has more slots than it was given', () => {
    growFor(100);
    expect(limit.size).toBe(200);
    expect(limit.hasRoomFor('another')).toBe(false);
    expect(createConcurrencyLimit({ atOnce: 3, perCaller: 3 }).hasRoomFor('a')).toBe(true);
  });

  test('has fewer slots while the process is late, though not fewer than 4, and gets them back', () => {
    growFor(10);
    while (limit.size > 4) {
      expect(limit.hasRoomFor('another')).toBe(false);
      limit.remove(`caller ${limit.size - 1}`);
      adjust(1, LATE_MS);
    }
    adjust(50, LATE_MS);
    expect([fill(), limit.size]).toEqual([0, 4]);
    growFor(40);
    expect(limit.size).toBe(200);
  });

  test('has no fewer slots for the same lateness until as many have left as were cut before', () => {
    growFor(10);
    adjust(50, LATE_MS);
    expect(limit.surplus()).toBe(40);
    for (let left = 200; left > 160; left -= 1) limit.remove(`caller ${left - 1}`);
    expect([limit.surplus(), limit.hasRoomFor('another')]).toEqual([0, false]);
    adjust(50, LATE_MS);
    expect(limit.surplus()).toBe(32);
  });

  test('lets one caller have its share, or half of the slots while they are few', () => {
    const share = () => {
      let count = 0;
      for (; limit.hasRoomFor('greedy'); count += 1) limit.add('greedy');
      return count;
    };
    adjust(50, LATE_MS);
    expect(share()).toBe(2);
    adjust(50);
    expect(share()).toBe(25 - 2);
  });

  test('takes in who comes back even when it is full', () => {
    fill();
    limit.add('back');
    expect(limit.size).toBe(51);
  });

  test('has room for others whatever one caller had at work when slots became fewer', () => {
    for (let count = 0; count < 25; count += 1) limit.add('greedy');
    adjust(50, LATE_MS);
    expect([limit.hasRoomFor('greedy'), limit.hasRoomFor('modest')]).toEqual([false, true]);
    for (const caller of ['modest', 'third']) limit.add(caller);
    expect(limit.hasRoomFor('another')).toBe(false);
    for (let count = 0; count < 24; count += 1) limit.remove('greedy');
    expect([limit.size, limit.hasRoomFor('another')]).toEqual([3, true]);
  });
});
