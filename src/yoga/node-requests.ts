import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** A request of node:http, or of Fastify, which has one as `raw`. */
export type HostRequest = IncomingMessage | { readonly raw: IncomingMessage; readonly body?: unknown };
export type HostResponse = ServerResponse | { readonly raw: ServerResponse };

interface Handed {
  readonly request: HostRequest;
  readonly response: HostResponse;
}

/** A request of node:http as Yoga reads it: where it has a body already, the stream has none any more. */
export interface ReadableRequest extends Pick<IncomingMessage, 'method' | 'headers'> {
  readonly raw: IncomingMessage;
  readonly body?: string | Uint8Array;
}

type Answer = (request: ReadableRequest, response: ServerResponse) => Promise<Response>;

/** Answers a request of node:http with a Fetch response. Never rejects, since most hosts would end the process. */
export async function handle({ request, response }: Handed, answer: Answer): Promise<void> {
  const outgoing = 'raw' in response ? response.raw : response;
  try {
    await send(await answer(readable(request), outgoing), outgoing);
  } catch {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(500).end();
  }
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  response.statusCode = answer.status;
  response.setHeaders(answer.headers);
  // A body of known length is whole already.
  if (answer.headers.has('content-length')) response.end(Buffer.from(await answer.arrayBuffer()));
  else if (answer.body === null) response.end();
  else await pipeline(answer.body, response);
}

/** Yoga itself would call the form of a host JSON, where the body was parsed. */
function readable(request: HostRequest): ReadableRequest {
  const raw = 'raw' in request ? request.raw : request;
  const parsed: unknown = Reflect.get(request, 'body') ?? Reflect.get(raw, 'body');
  makeUrl(raw);
  const { method, headers } = raw;
  const isWhole = typeof parsed === 'string' || parsed instanceof Uint8Array;
  const body = parsed === undefined ? {} : { body: isWhole ? parsed : JSON.stringify(parsed) };
  return { raw, headers, ...(method !== undefined && { method }), ...body };
}

/** Yoga builds a URL out of Host and the request line. Where these make none, it would fail. */
function makeUrl(request: IncomingMessage & { originalUrl?: string }): void {
  const { headers, url = '/', originalUrl = url } = request;
  if (/[/?#@\\]/.test(headers.host ?? '') || !URL.canParse(`http://${headers.host}`)) headers.host = 'localhost';
  if (!originalUrl.startsWith('/') || !URL.canParse(`http://${headers.host}${originalUrl}`)) {
    request.originalUrl = originalUrl.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  }
}
