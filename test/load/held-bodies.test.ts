import { beforeEach, describe, expect, test } from 'vitest';
import { createHeldBodies } from '../../src/load/held-bodies.ts';

const MEBIBYTE = 2 ** 20;
const LARGE = 100_000;
const SMALL = 7_000;
const FULL = 'no room';
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];

describe('a body', () => {
  let bodyFrom: ReturnType<typeof createHeldBodies>;

  beforeEach(() => {
    bodyFrom = createHeldBodies(() => new Error(FULL));
  });

  /** Leaves no room for another kilobyte from this address. */
  function fill(address: string): void {
    const body = bodyFrom(address);
    expect(() => {
      for (let piece = 0; piece < 20_000; piece += 1) body.hold(1_000);
    }).toThrow(FULL);
  }

  test('may be of 16 MiB, with all others of its address, and leaves room for those of another', () => {
    bodyFrom('192.0.2.1').hold(16 * MEBIBYTE);
    expect(() => bodyFrom('192.0.2.1').hold(LARGE)).toThrow(FULL);
    expect(() => bodyFrom('192.0.2.2').hold(16 * MEBIBYTE)).not.toThrow();
  });

  test('finds no room where four addresses hold 16 MiB each', () => {
    for (const address of ADDRESSES) fill(address);
    expect(() => bodyFrom('192.0.2.5').hold(LARGE)).toThrow(FULL);
  });

  test('finds room whatever is held, until it is over 8 KiB', () => {
    for (const address of ADDRESSES) fill(address);
    for (const address of [...ADDRESSES, '192.0.2.5']) {
      const body = bodyFrom(address);
      expect(() => body.hold(SMALL)).not.toThrow();
      expect(() => body.hold(SMALL)).toThrow(FULL);
    }
  });

  test('counts for more than its bytes when it comes in tiny pieces', () => {
    const body = bodyFrom('192.0.2.1');
    expect(() => {
      for (let byte = 0; byte < MEBIBYTE; byte += 1) body.hold(1);
    }).toThrow(FULL);
  });

  test('makes room again when it is freed, though it was refused', () => {
    const [first, refused] = [bodyFrom('192.0.2.1'), bodyFrom('192.0.2.1')];
    first.hold(15 * MEBIBYTE);
    refused.hold(LARGE);
    expect(() => refused.hold(MEBIBYTE)).toThrow(FULL);
    for (const body of [refused, first]) body.free();
    expect(() => bodyFrom('192.0.2.1').hold(16 * MEBIBYTE)).not.toThrow();
    expect(() => bodyFrom('192.0.2.1').hold(LARGE)).toThrow(FULL);
  });
});
