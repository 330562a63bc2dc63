import { isAscii } from 'node:buffer';

/** A body in the pieces it came in. Joining the pieces of a long body needs new memory, so few callers do it. */
export interface Body {
  readonly pieces: readonly Buffer[];
  readonly length: number;
}

/** A body without a byte order mark, which JSON does not allow [RFC 8259 §8.1] and JSON.parse rejects. */
export function bodyOf(...pieces: readonly Buffer[]): Body {
  const [first, ...others] = pieces;
  const isMarked = first?.[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  const kept = isMarked ? [first.subarray(3), ...others] : pieces;
  return { pieces: kept, length: kept.reduce((sum, { length }) => sum + length, 0) };
}

/** The body as text. ASCII is quick to recognize, and decoding it as latin1 takes a third of the time of UTF-8. */
export function textOfBody({ pieces, length }: Body): string {
  const [first = Buffer.alloc(0)] = pieces;
  const whole = pieces.length > 1 ? Buffer.concat(pieces, length) : first;
  return whole.toString(isAscii(whole) ? 'latin1' : 'utf8');
}
