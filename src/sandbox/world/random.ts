/** A reproducible stream of numbers: the same keys give the same stream, whenever it is drawn. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** A version 4 UUID. */
  uuid(): string;
}

export function createRandom(...keys: readonly number[]): Random {
  let state = keys.reduce((hash, key) => scramble(hash ^ Math.imul(key + 1, 0x9e3779b1)), 0x5a17);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    return scramble(state) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (list) => {
      for (const choice of list.slice(int(0, list.length - 1))) return choice;
      throw new RangeError('nothing to pick from');
    },
    uuid: () => uuidFrom(int),
  };
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function uuidFrom(int: (low: number, high: number) => number): string {
  const hex = (digits: number) =>
    int(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  const variant = int(8, 11).toString(16);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
