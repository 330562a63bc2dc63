import type { Limits } from '../admission/limits.ts';
import { AlephError } from '../aleph/errors.ts';
import { RequestError } from '../exchange/errors.ts';
import { bodyTooLarge } from '../http/bodies.ts';

/**
 * The body of a Fetch request. Arriving bytes are counted, since a declared length may be wrong. A host that has parsed
 * the body already passes on its text. Throws PAYLOAD_TOO_LARGE, CANCELLED or BAD_REQUEST.
 */
export async function readFetchBody(request: Request, { bodyBytes }: Pick<Limits, 'bodyBytes'>): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytes) throw bodyTooLarge(bodyBytes);
  if (request.bodyUsed) throw bodyIsGone();
  try {
    return request.body === null ? await wholeText(request, bodyBytes) : await collect(request.body, bodyBytes);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (request.signal?.aborted) throw new AlephError('CANCELLED', 'The client left before its request was whole.');
    throw bodyIsGone();
  }
}

async function wholeText(request: Request, bodyBytes: number): Promise<Buffer> {
  const bytes = Buffer.from(await request.text());
  if (bytes.length > bodyBytes) throw bodyTooLarge(bodyBytes);
  return bytes;
}

async function collect(body: NonNullable<Request['body']>, bodyBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const chunk: Uint8Array = Buffer.from(read.value);
    size += chunk.length;
    if (size > bodyBytes) {
      // Not awaited: a source that never ends may never say that it was cancelled.
      void reader.cancel().catch(() => undefined);
      throw bodyTooLarge(bodyBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function bodyIsGone(): RequestError {
  return new RequestError('BAD_REQUEST', 'The request body cannot be read: it broke off, or the host has read it.');
}
