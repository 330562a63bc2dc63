import { describe, expect, test } from 'vitest';
import { createLanes } from '../../src/aleph/lanes.ts';

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

  test('goes on after work that fails', async () => {
    const inLane = createLanes(1);
    const first = inLane('one', () => Promise.reject(new Error('broken')));
    const second = inLane('one', async () => 'done');
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('done');
  });
});
