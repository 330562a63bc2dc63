import { isAscii } from 'node:buffer';

/** What came, in the pieces it came in: those of a long body are put together only for who needs that. */
export interface Body {
  readonly pieces: readonly Buffer[];
  readonly length: number;
}

/** Without the mark that some put before a text in UTF-8; JSON has none [RFC 8259 §8.1]. */
export function bodyOf(...pieces: readonly Buffer[]): Body {
  const [first, ...others] = pieces;
  const isMarked = first?.[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  const kept = isMarked ? [first.subarray(3), ...others] : pieces;
  return { pieces: kept, length: kept.reduce((sum, { length }) => sum + length, 0) };
}

/** Text without another alphabet is told soon, and read in a third of the time. */
export function textOfBody({ pieces, length }: Body): string {
  const [first = Buffer.alloc(0)] = pieces;
  const whole = pieces.length > 1 ? Buffer.concat(pieces, length) : first;
  return whole.toString(isAscii(whole) ? 'latin1' : 'utf8');
}
