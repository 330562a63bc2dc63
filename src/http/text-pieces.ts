const PIECE_CHARACTERS = 131_072;

/** A long text as bytes, made piece by piece as they are asked for. */
export function* bytesInPieces(text: string): Generator<Buffer> {
  for (let start = 0; start < text.length; ) {
    const end = endOfPiece(text, start + PIECE_CHARACTERS);
    yield Buffer.from(text.slice(start, end));
    start = end;
  }
}

/** Between the halves of a surrogate pair nothing may be cut: each would become a replacement character. */
function endOfPiece(text: string, end: number): number {
  const isHigh = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isHigh ? end + 1 : end;
}
