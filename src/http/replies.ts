import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkLimit, type Limits } from '../limits.ts';
import type { Reply } from '../results.ts';
import { type Coding, compressed, createCompressor, preferredCoding } from './compression.ts';
import { type Exchange, WRITE_TIMEOUT_MS } from './exchange.ts';
import { replyType } from './negotiation.ts';

export const VARY = 'Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret';

/** What is shorter fits into one packet as it is. */
const SHORTEST_COMPRESSED = 1_024;
/** What is longer goes out as fast as the client takes it. */
const LONGEST_AT_ONCE = 262_144;

/** Sends the reply to an operation that ran. Throws QUERY_TOO_COMPLEX for one that is too long, with nothing sent. */
export async function sendReply(exchange: Exchange, reply: Reply, limits: Limits): Promise<void> {
  const { request, response } = exchange;
  const { status, body } = reply;
  checkLimit('replyBytes', body.length, limits);
  const coding = body.length < SHORTEST_COMPRESSED ? undefined : preferredCoding(request);
  const headers = {
    ...exchange.headers,
    ...reply.headers,
    'Content-Type': replyType(request),
    ...(coding === undefined ? {} : { 'Content-Encoding': coding, Vary: `${VARY}, Accept-Encoding` }),
  };
  if (body.length > LONGEST_AT_ONCE) {
    response.writeHead(status, coding === undefined ? { ...headers, 'Content-Length': body.length } : headers);
    return sendInPieces(response, body, coding);
  }
  const sent = coding === undefined ? body : await compressed(body, coding);
  response.writeHead(status, { ...headers, 'Content-Length': sent.length }).end(sent);
}

const PIECE_BYTES = 131_072;

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; start += PIECE_BYTES) yield body.subarray(start, start + PIECE_BYTES);
}

/** A client that leaves, or takes too long to read, only loses its connection. */
async function sendInPieces(response: ServerResponse, body: Buffer, coding: Coding | undefined): Promise<void> {
  const pieces = Readable.from(piecesOf(body));
  const patience = { signal: AbortSignal.timeout(WRITE_TIMEOUT_MS) };
  try {
    if (coding === undefined) await pipeline(pieces, response, patience);
    else await pipeline(pieces, createCompressor(coding), response, patience);
  } catch {
    response.destroy();
  }
}
