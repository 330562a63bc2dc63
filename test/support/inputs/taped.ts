import { tapedListOf } from '../../../src/json/list.ts';
import type { JsonTarget } from '../../../src/json/target.ts';

/** A text cut into pieces of these sizes, in a cycle. */
export function inPieces(text: string, sizes: readonly number[] = [65_536]): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, sizes[pieces.length % sizes.length] ?? 1);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** The tape of a value, as the only row of a list; undefined when the tokenizer does not take the text. */
export function tapeOf(text: string, sizes?: readonly number[]) {
  const [stretch, ...others] = tapedListOf(inPieces(`[${text}]`, sizes))?.stretches ?? [];
  const [root, ...rows] = stretch?.rows ?? [];
  if (stretch === undefined || root === undefined || others.length + rows.length > 0) return undefined;
  return { tape: stretch.tape, root };
}

/**
 * The raw JSON that `write` copies; undefined when it copies nothing, and then `write` has to return false or
 * undefined.
 */
export function handedOver(write: (target: JsonTarget) => boolean | undefined): string | undefined {
  const pieces: Buffer[] = [];
  const isWritten = write({
    addRange: ({ buffer, byteOffset }, from, to) => pieces.push(Buffer.from(buffer, byteOffset + from, to - from)),
  });
  if ((isWritten ?? false) !== pieces.length > 0) throw new Error('something else is handed over than is said');
  return isWritten ? Buffer.concat(pieces).toString() : undefined;
}
