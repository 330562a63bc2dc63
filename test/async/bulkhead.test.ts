import { describe, expect, test } from 'vitest';
import { createLanes } from '../../src/async/bulkhead.ts';

/** Work that notes when it begins and ends only when told to. */
function createCrew() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const settle = () => new Promise((done) => setImmediate(done));

describe('a lane', () => {
  test('lets so many through at once and the others in order of arrival', async () => {
    const inLane = createLanes(2);
    const { begun, work, end } = createCrew();
    const all = ['a', 'b', 'c', 'd'].map((name) => inLane('one', work(name)));
    await settle();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await settle();
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await settle();
    end('c');
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not wait for a lane of another name', async () => {
    const inLane = createLanes(1);
    const { begun, work } = createCrew();
    inLane('one', work('a'));
    inLane('two', work('b'));
    await settle();
    expect(begun).toEqual(['a', 'b']);
  });

  test('refuses who comes when it is full, and takes others in once there is room', async () => {
    const inLane = createLanes(1, { longest: 2, full: () => new Error('full') });
    const { begun, work, end } = createCrew();
    const first = inLane('one', work('a'));
    inLane('one', work('b'));
    await expect(inLane('one', work('c'))).rejects.toThrow('full');
    await settle();
    end('a');
    await first;
    inLane('one', work('d'));
    await settle();
    end('b');
    await settle();
    expect(begun).toEqual(['a', 'b', 'd']);
  });

  test('is left by who waits and aborts, and those behind move up', async () => {
    const inLane = createLanes(1);
    const { begun, work, end } = createCrew();
    const controller = new AbortController();
    const first = inLane('one', work('a'));
    const leaver = inLane('one', work('b'), controller.signal);
    inLane('one', work('c'));
    await settle();
    controller.abort(new Error('left'));
    await expect(leaver).rejects.toThrow('left');
    await expect(inLane('one', work('d'), controller.signal)).rejects.toThrow('left');
    end('a');
    await first;
    await settle();
    expect(begun).toEqual(['a', 'c']);
  });

  test('takes in who comes in the very moment in which work ends, and another has left', async () => {
    const inLane = createLanes(1);
    const controller = new AbortController();
    let end: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      end = resolve;
    });
    const first = inLane('one', () => work);
    const leaver = inLane('one', async () => 'never', controller.signal);
    const next = work.then(() => inLane('one', async () => 'taken in'));
    controller.abort(new Error('left'));
    end();
    await expect(leaver).rejects.toThrow('left');
    await first;
    expect(await next).toBe('taken in');
  });

  test('goes on after work that fails', async () => {
    const inLane = createLanes(1);
    const first = inLane('one', () => Promise.reject(new Error('broken')));
    const second = inLane('one', async () => 'done');
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('done');
  });
});
