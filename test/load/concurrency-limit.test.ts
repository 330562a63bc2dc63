import { beforeEach, describe, expect, test } from 'vitest';
import { type Crew, createCrew } from '../../src/load/concurrency-limit.ts';

const LATE_MS = 100;

let crew: Crew;

/** Takes in callers of their own for as long as there is room; tells how many that were. */
function fill(): number {
  let count = 0;
  for (; crew.hasRoomFor(`caller ${crew.size}`); count += 1) crew.add(`caller ${crew.size}`);
  return count;
}

function adjust(times: number, delayMs = 0): void {
  for (let time = 0; time < times; time += 1) crew.adjust(delayMs);
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
  crew = createCrew({ atOnce: 200, perCaller: 25 });
});

describe('a crew', () => {
  test('has 50 places at first, and all of them within half a second where they are taken', () => {
    expect(fill()).toBe(50);
    growFor(10);
    expect(crew.size).toBe(200);
  });

  test('has 50 places again after a calm time', () => {
    growFor(10);
    for (let left = 200; left > 0; left -= 1) crew.remove(`caller ${left - 1}`);
    adjust(40);
    expect(fill()).toBe(50);
  });

  test('never has more places than it was given', () => {
    growFor(100);
    expect(crew.size).toBe(200);
    expect(crew.hasRoomFor('another')).toBe(false);
    expect(createCrew({ atOnce: 3, perCaller: 3 }).hasRoomFor('a')).toBe(true);
  });

  test('has fewer places while the process is late, though not fewer than 4, and gets them back', () => {
    growFor(10);
    while (crew.size > 4) {
      expect(crew.hasRoomFor('another')).toBe(false);
      crew.remove(`caller ${crew.size - 1}`);
      adjust(1, LATE_MS);
    }
    adjust(50, LATE_MS);
    expect([fill(), crew.size]).toEqual([0, 4]);
    growFor(40);
    expect(crew.size).toBe(200);
  });

  test('has no fewer places for the same lateness until as many have left as were cut before', () => {
    growFor(10);
    adjust(50, LATE_MS);
    expect(crew.surplus()).toBe(40);
    for (let left = 200; left > 160; left -= 1) crew.remove(`caller ${left - 1}`);
    expect([crew.surplus(), crew.hasRoomFor('another')]).toEqual([0, false]);
    adjust(50, LATE_MS);
    expect(crew.surplus()).toBe(32);
  });

  test('lets one caller have its share, or half of the places while they are few', () => {
    const share = () => {
      let count = 0;
      for (; crew.hasRoomFor('greedy'); count += 1) crew.add('greedy');
      return count;
    };
    adjust(50, LATE_MS);
    expect(share()).toBe(2);
    adjust(50);
    expect(share()).toBe(25 - 2);
  });

  test('takes in who comes back even when it is full', () => {
    fill();
    crew.add('back');
    expect(crew.size).toBe(51);
  });

  test('has room for others whatever one caller had at work when places became fewer', () => {
    for (let count = 0; count < 25; count += 1) crew.add('greedy');
    adjust(50, LATE_MS);
    expect([crew.hasRoomFor('greedy'), crew.hasRoomFor('modest')]).toEqual([false, true]);
    for (const caller of ['modest', 'third']) crew.add(caller);
    expect(crew.hasRoomFor('another')).toBe(false);
    for (let count = 0; count < 24; count += 1) crew.remove('greedy');
    expect([crew.size, crew.hasRoomFor('another')]).toEqual([3, true]);
  });
});
