import { createRandom, type Random } from '../../../src/sandbox/world/random.ts';

/** The reproducible random stream of the sandbox, with further draws for fuzzers. */
export interface Dice extends Random {
  /** A copy of a list in another order. */
  shuffled<T>(list: readonly T[]): T[];
  /** A copy in which `times` bytes have another value. */
  flipped(bytes: Buffer, times: number): Buffer;
}

/** The same keys give the same stream. */
export function createDice(...keys: readonly number[]): Dice {
  const random = createRandom(...keys);
  return {
    ...random,
    shuffled: (list) =>
      list
        .map((value) => ({ value, place: random.next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ value }) => value),
    flipped: (bytes, times) => {
      const copy = Buffer.from(bytes);
      for (let flip = 0; flip < times && copy.length > 0; flip += 1) {
        const at = random.int(0, copy.length - 1);
        copy[at] = copy.readUInt8(at) ^ random.int(1, 255);
      }
      return copy;
    },
  };
}
