import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HttpExchange, WRITE_TIMEOUT_MS } from '../exchange/exchange.ts';
import type { Reply } from '../exchange/reply.ts';
import { type Coding, compressed, createCompressor, preferredCoding } from './compression.ts';
import { VARY } from './endpoint.ts';
import { MULTIPART_HEADERS, multipartOf } from './multipart.ts';
import { replyType } from './negotiation.ts';
import type { Page } from './page-source.ts';

/** A shorter reply fits into one packet uncompressed. */
const SHORTEST_COMPRESSED = 1_024;
/**
 * A longer reply is streamed as fast as the client reads it. Sent at once, it would wait in memory for slow clients.
 */
const LONGEST_AT_ONCE = 262_144;
const LONGEST_AS_TEXT = 16_384;

/** Sends the reply to an operation that ran. */
export async function sendReply(exchange: HttpExchange, reply: Reply): Promise<void> {
  const multipart = multipartOf(reply, exchange);
  if (multipart !== undefined) return sendParts(exchange, reply, multipart);
  const { request, response } = exchange;
  const { status, body } = reply;
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const coding = length < SHORTEST_COMPRESSED ? undefined : preferredCoding(request.headers['accept-encoding']);
  if (length > LONGEST_AT_ONCE) {
    const known = coding === undefined ? length : undefined;
    response.writeHead(status, headersOf(exchange, reply, { coding, length: known }));
    return sendInPieces(response, body, coding);
  }
  const whole = Buffer.concat(body, length);
  const sent = coding === undefined ? whole : await compressed(whole, coding);
  response.writeHead(status, headersOf(exchange, reply, { coding, length: sent.length }));
  sendWhole(response, sent);
}

/** More than a reply has: a client that reads slowly keeps nobody from working on. The limit on replies bounds their bytes. */
const MOST_PARTS = 100_000;

/** Never compressed: a coding would hold parts back. Never rejects, as `sendInPieces`. */
async function sendParts({ response, headers, endsAt }: HttpExchange, reply: Reply, body: AsyncIterable<Buffer>) {
  response.writeHead(reply.status, { ...headers, ...reply.headers, ...MULTIPART_HEADERS });
  const patience = AbortSignal.timeout(Math.ceil(Math.max(0, endsAt - performance.now())) + WRITE_TIMEOUT_MS);
  await pipeline(Readable.from(body, { highWaterMark: MOST_PARTS }), response, { signal: patience }).catch(() =>
    response.destroy(),
  );
}

/** Sends the body and ends the reply; the head must be written. */
function sendWhole(response: ServerResponse, body: Buffer): void {
  // Node joins a short string with the head into one packet. In latin1 each byte is one character, so no byte changes.
  if (body.length < LONGEST_AS_TEXT) response.write(body.toString('latin1'), 'latin1');
  else response.write(body);
  // Uncorked before `end`, which would write an empty second piece: a tenth of the cost of a small reply.
  response.socket?.uncork();
  response.end();
}

/** Sends a page or a request error. */
export function sendPage({ response, headers: always }: HttpExchange, { status, headers, body }: Page): void {
  Object.assign(always, headers);
  if (body === undefined) {
    response.writeHead(status, always).end();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  always['Content-Length'] = String(bytes.length);
  response.writeHead(status, always);
  sendWhole(response, bytes);
}

interface Form {
  readonly coding: Coding | undefined;
  /** Undefined for a body that is compressed while it is sent. */
  readonly length: number | undefined;
}

/** Adds to the headers of the exchange in place. A spread copy would get a new hidden class in V8 for each reply. */
function headersOf(
  { request, headers }: HttpExchange,
  reply: Reply,
  { coding, length }: Form,
): HttpExchange['headers'] {
  Object.assign(headers, reply.headers);
  headers['Content-Type'] = replyType(request);
  if (length !== undefined) headers['Content-Length'] = String(length);
  if (coding !== undefined) Object.assign(headers, { 'Content-Encoding': coding, Vary: `${VARY}, Accept-Encoding` });
  return headers;
}

const MOST_WAITING = 4;

/** Never rejects: when the client leaves or reads too slowly, its connection is closed. */
async function sendInPieces(
  response: ServerResponse,
  body: readonly Buffer[],
  coding: Coding | undefined,
): Promise<void> {
  const pieces = Readable.from(body, { highWaterMark: MOST_WAITING });
  const patience = { signal: AbortSignal.timeout(WRITE_TIMEOUT_MS) };
  try {
    if (coding === undefined) await pipeline(pieces, response, patience);
    else await pipeline(pieces, createCompressor(coding), response, patience);
  } catch {
    response.destroy();
  }
}
