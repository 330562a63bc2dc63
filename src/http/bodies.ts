import type { IncomingMessage } from 'node:http';
import type { Limits } from '../admission/limits.ts';
import { AlephError } from '../aleph/errors.ts';
import { RequestError } from '../exchange/errors.ts';

/**
 * The body of a request. Arriving bytes are counted, since a chunked body declares no length and a declared length may
 * be wrong. `hold` is called with the length of each chunk, and may throw. Throws PAYLOAD_TOO_LARGE or CANCELLED.
 */
export function readBody(
  request: IncomingMessage,
  { bodyBytes }: Pick<Limits, 'bodyBytes'>,
  hold: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > bodyBytes) throw bodyTooLarge(bodyBytes);
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      try {
        if (size > bodyBytes) throw bodyTooLarge(bodyBytes);
        hold(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        // The rest is read and dropped: many clients read no reply while they still send.
        request.off('data', take);
        chunks.length = 0;
        reject(error);
      }
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks[0]?.length === size ? chunks[0] : Buffer.concat(chunks, size)));
    request.on('close', () => {
      if (!request.complete) reject(new AlephError('CANCELLED', 'The client left before its request was whole.'));
    });
  });
}

export function bodyTooLarge(bodyBytes: number): RequestError {
  const limit = { name: 'bodyBytes', allowed: bodyBytes };
  const message = `The request body is over ${bodyBytes.toLocaleString('en')} bytes.`;
  return new RequestError('PAYLOAD_TOO_LARGE', message, { limit, headers: { Connection: 'close' } });
}

const MAX_DISCARDED_BYTES = 16_777_216;
const LONGEST_PAUSE_MS = 500;

/**
 * Drops the rest of a body. Resolves when the client has stopped sending, or has sent 16 MiB more. Closed earlier, the
 * connection would be reset and the client would lose the reply.
 */
export function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let discarded = 0;
    const timer = setTimeout(resolve, LONGEST_PAUSE_MS);
    request.on('data', (chunk: Buffer) => {
      discarded += chunk.length;
      if (discarded > MAX_DISCARDED_BYTES) resolve();
      else timer.refresh();
    });
    request.once('end', resolve).once('close', resolve);
  });
}
