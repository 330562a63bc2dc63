import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AdmissionQueue, createAdmissionQueue } from '../../src/load/admission-queue.ts';

let queue: AdmissionQueue;
let admitted: string[];
let now: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  now = 1_000;
  queue = createAdmissionQueue(() => now);
  admitted = [];
});
afterEach(() => vi.useRealTimers());

function join(caller: string, signal = new AbortController().signal): Promise<void> {
  return queue.join({ caller, signal, late: () => new Error('late') }).then(() => void admitted.push(caller));
}

/** To all callers their shares are left, or to none but `only`. */
function isHopelessFor(caller: string, only?: string, surplus = 0, restMs?: number): boolean {
  const shareLeftTo = (one: string) => (only === undefined || one === only ? 25 : 0);
  return queue.isHopelessFor(caller, { surplus: () => surplus, shareLeftTo }, restMs);
}

/** So many operations a second ended over the last two seconds. */
function move(perSecond: number): void {
  for (let tick = 0; tick < 40; tick += 1) {
    for (let done = 0; done < perSecond / 20; done += 1) queue.noteDone();
    look(50);
  }
}

function look(afterMs: number): void {
  now += afterMs;
  queue.look();
}

describe('the admission queue', () => {
  test('lets in whoever may enter, in order of arrival', async () => {
    for (const caller of ['a', 'b', 'a', 'c']) join(caller);
    queue.letIn((caller) => caller !== 'b');
    await vi.advanceTimersByTimeAsync(0);
    expect(admitted).toEqual(['a', 'a', 'c']);
    expect(queue.size).toBe(1);
  });

  test('turns away who has waited for a second, when nobody of its caller was let in', async () => {
    const waiting = expect(join('a')).rejects.toThrow('late');
    join('b');
    queue.letIn((caller) => caller === 'b');
    await vi.advanceTimersByTimeAsync(999);
    expect(queue.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(queue.size).toBe(0);
  });

  test.each([
    [12, ['a', 'a', 'a', 'late', 'late']],
    [1, ['a', 'a', 'a']],
  ])(
    'beside %i of others, five of a caller that gets on come to %j after one and a half seconds',
    async (others, all) => {
      for (let waiter = 0; waiter < others; waiter += 1) join('b').catch(() => undefined);
      for (let waiter = 0; waiter < 5; waiter += 1) join('a').catch((error) => admitted.push(error.message));
      for (let look = 1; look <= 3; look += 1) {
        let entries = 0;
        queue.letIn((caller) => caller === 'a' && entries++ === 0);
        queue.noteDone('b');
        await vi.advanceTimersByTimeAsync(500);
      }
      expect(admitted).toEqual(all);
    },
  );

  test('keeps a waiter for as long as its caller gets on', async () => {
    let entries = 0;
    for (let waiter = 0; waiter < 20; waiter += 1) join('a').catch((error) => admitted.push(error.message));
    for (let second = 1; second <= 19; second += 1) {
      queue.letIn(() => entries++ === 0);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(queue.size).toBe(20 - second);
      entries = 0;
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(admitted).toEqual([...Array(19).fill('a'), 'late']);
  });

  test('lets a waiter go with its own reason', async () => {
    const controller = new AbortController();
    const waiting = expect(join('a', controller.signal)).rejects.toThrow('gone');
    controller.abort(new Error('gone'));
    await waiting;
    expect(queue.size).toBe(0);
  });

  test('is hopeless for a caller of whom 175 wait, and for nobody else', () => {
    for (let waiter = 0; waiter < 175; waiter += 1) join('a');
    expect([isHopelessFor('a'), isHopelessFor('b')]).toEqual([true, false]);
  });

  test('is hopeless for everybody when 200 wait', () => {
    for (let waiter = 0; waiter < 200; waiter += 1) join(`caller ${waiter}`);
    expect(isHopelessFor('another')).toBe(true);
  });

  test('is hopeless when it moves too slowly for the wait to be worth it', () => {
    for (let waiter = 0; waiter < 4; waiter += 1) join(`caller ${waiter}`);
    move(40);
    expect(isHopelessFor('another')).toBe(false);
    for (let waiter = 4; waiter < 20; waiter += 1) join(`caller ${waiter}`);
    expect(isHopelessFor('another')).toBe(true);
  });

  test('is hopeless where too many have to leave before anybody may enter', () => {
    join('first');
    move(40);
    expect(isHopelessFor('another')).toBe(false);
    expect(isHopelessFor('another', undefined, 210)).toBe(true);
  });

  test('lets a caller wait longer for its own operations than for those of others', () => {
    for (let waiter = 0; waiter < 100; waiter += 1) join('dashboard');
    move(40);
    expect(isHopelessFor('dashboard')).toBe(false);
    move(20);
    expect(isHopelessFor('dashboard', undefined, 20)).toBe(true);
    move(40);
    join('another');
    expect(isHopelessFor('dashboard')).toBe(false);
    for (let waiter = 0; waiter < 19; waiter += 1) join(`caller ${waiter}`);
    expect(isHopelessFor('dashboard')).toBe(true);
  });

  test('is hopeless for an operation whose time is up before its turn comes', () => {
    for (let waiter = 0; waiter < 40; waiter += 1) join('dashboard');
    move(40);
    expect(isHopelessFor('dashboard', undefined, 0, 1_100)).toBe(false);
    expect(isHopelessFor('dashboard', undefined, 0, 900)).toBe(true);
  });

  test('is not hopeless only because nothing has moved yet', () => {
    for (let waiter = 0; waiter < 30; waiter += 1) join(`caller ${waiter}`);
    move(0);
    expect(isHopelessFor('another')).toBe(false);
  });

  test('is not hopeless because it stood still before it moved', () => {
    for (let waiter = 0; waiter < 30; waiter += 1) join(`caller ${waiter}`);
    move(0);
    for (let done = 0; done < 15; done += 1) queue.noteDone();
    look(50);
    expect(isHopelessFor('another')).toBe(false);
  });

  test('is not hopeless after a calm time, in which little was done because little was asked for', () => {
    move(20);
    for (let waiter = 0; waiter < 30; waiter += 1) join(`caller ${waiter}`);
    look(50);
    expect(isHopelessFor('another')).toBe(false);
  });

  test.each([
    ['remembers how it moved while nobody waits for a moment', 450, true],
    ['forgets how it moved when nobody has waited for half a second', 500, false],
  ])('%s', (_title, emptyMs, isHopeless) => {
    for (let waiter = 0; waiter < 100; waiter += 1) join(`caller ${waiter}`);
    move(60);
    queue.letIn(() => true);
    for (let passed = 0; passed < emptyMs; passed += 50) look(50);
    for (let waiter = 0; waiter < 100; waiter += 1) join(`caller ${waiter}`);
    expect(isHopelessFor('another')).toBe(isHopeless);
  });

  test('is not hopeless for somebody whom a crowd of one caller can only let pass', () => {
    for (let waiter = 0; waiter < 100; waiter += 1) join('crowd');
    join('modest');
    move(18);
    expect([isHopelessFor('crowd', 'modest'), isHopelessFor('modest', 'modest')]).toEqual([true, false]);
  });

  test('waits with its verdict until it has lasted for half a second', () => {
    for (let waiter = 0; waiter < 60; waiter += 1) join(`caller ${waiter}`);
    for (let done = 0; done < 10; done += 1) queue.noteDone();
    look(499);
    expect(isHopelessFor('another')).toBe(false);
    look(1);
    expect(isHopelessFor('another')).toBe(true);
  });
});
