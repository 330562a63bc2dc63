import type { Exchange } from '../exchange/exchange.ts';
import type { Reply } from '../exchange/reply.ts';

const PART_HEAD = '\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ';
const DELIMITER = '\r\n---';

/** By default nginx would hold parts back until it has a buffer full of them. */
export const MULTIPART_HEADERS = { 'Content-Type': 'multipart/mixed; boundary="-"', 'X-Accel-Buffering': 'no' };

/**
 * The body of a reply as multipart/mixed [RFC 2046 §5.1]; undefined for a reply in one piece. Each part ends with the
 * delimiter of the next one, so clients read it at once.
 */
export function multipartOf({ parts, body }: Reply, { takesParts }: Exchange): AsyncIterable<Buffer> | undefined {
  return parts === undefined && takesParts !== 'ONLY' ? undefined : framed(parts ?? [body]);
}

async function* framed(parts: AsyncIterable<readonly Buffer[]> | Iterable<readonly Buffer[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(DELIMITER);
  for await (const part of parts) {
    const length = part.reduce((sum, piece) => sum + piece.length, 0);
    yield Buffer.concat([Buffer.from(`${PART_HEAD}${length}\r\n\r\n`), ...part, Buffer.from(DELIMITER)]);
  }
  yield Buffer.from('--\r\n');
}
