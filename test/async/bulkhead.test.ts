import { describe, expect, test } from 'vitest';
import { createBulkhead } from '../../src/async/bulkhead.ts';

/** Work that notes when it begins and ends only when told to. */
function createConcurrencyLimit() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const settle = () => new Promise((done) => setImmediate(done));

describe('a compartment of a bulkhead', () => {
  test('lets so many through at once and the others in order of arrival', async () => {
    const inBulkhead = createBulkhead(2);
    const { begun, work, end } = createConcurrencyLimit();
    const all = ['a', 'b', 'c', 'd'].map((name) => inBulkhead('one', work(name)));
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

  test('does not wait for a compartment of another name', async () => {
    const inBulkhead = createBulkhead(1);
    const { begun, work } = createConcurrencyLimit();
    inBulkhead('one', work('a'));
    inBulkhead('two', work('b'));
    await settle();
    expect(begun).toEqual(['a', 'b']);
  });

  test('refuses who comes when it is full, and takes others in once there is room', async () => {
    const inBulkhead = createBulkhead(1, { longest: 2, full: () => new Error('full') });
    const { begun, work, end } = createConcurrencyLimit();
    const first = inBulkhead('one', work('a'));
    inBulkhead('one', work('b'));
    await expect(inBulkhead('one', work('c'))).rejects.toThrow('full');
    await settle();
    end('a');
    await first;
    inBulkhead('one', work('d'));
    await settle();
    end('b');
    await settle();
    expect(begun).toEqual(['a', 'b', 'd']);
  });

  test('is left by who waits and aborts, and those behind move up', async () => {
    const inBulkhead = createBulkhead(1);
    const { begun, work, end } = createConcurrencyLimit();
    const controller = new AbortController();
    const first = inBulkhead('one', work('a'));
    const leaver = inBulkhead('one', work('b'), controller.signal);
    inBulkhead('one', work('c'));
    await settle();
    controller.abort(new Error('left'));
    await expect(leaver).rejects.toThrow('left');
    await expect(inBulkhead('one', work('d'), controller.signal)).rejects.toThrow('left');
    end('a');
    await first;
    await settle();
    expect(begun).toEqual(['a', 'c']);
  });

  test('takes in who comes in the very moment in which work ends, and another has left', async () => {
    const inBulkhead = createBulkhead(1);
    const controller = new AbortController();
    let end: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      end = resolve;
    });
    const first = inBulkhead('one', () => work);
    const leaver = inBulkhead('one', async () => 'never', controller.signal);
    const next = work.then(() => inBulkhead('one', async () => 'taken in'));
    controller.abort(new Error('left'));
    end();
    await expect(leaver).rejects.toThrow('left');
    await first;
    expect(await next).toBe('taken in');
  });

  test('goes on after work that fails', async () => {
    const inBulkhead = createBulkhead(1);
    const first = inBulkhead('one', () => Promise.reject(new Error('broken')));
    const second = inBulkhead('one', async () => 'done');
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('done');
  });
});
