import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { abortSignalOf, type Signal } from '../../async/cancellation.ts';
import { systemClock } from '../../async/clock.ts';
import { type Body, bodyOf } from './bodies.ts';
import { createNameLookup } from './name-lookup.ts';
import { collectAnswer, isRedirect, type RawAnswer } from './raw-answers.ts';

const inflate = promisify(gunzip);

/** Reasons for a call without a usable answer. */
export type FaultReason =
  | 'RESET'
  | 'REFUSED'
  | 'DNS'
  | 'TLS'
  | 'CONNECT_TIMEOUT'
  | 'TRUNCATED'
  | 'TOO_LARGE'
  | 'NOT_JSON'
  | 'BREAKER_OPEN';

/** Thrown by `send` and `open` in place of the library's errors, some of which repeat header values in their text. */
export class TransportFault extends Error {
  readonly reason: FaultReason;
  /** Seconds until the next attempt makes sense; absent when unknown. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: FaultReason, retryAfterSeconds?: number) {
    super(reason);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An address in two parts. */
export interface UpstreamPlace {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
}

/** The parts of a URL. Parse once where many calls go to the same place. */
export function placeOf(url: string): UpstreamPlace {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
}

export interface UpstreamRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  readonly place: UpstreamPlace;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** A complete answer. `body` is empty for redirects, which are not followed or read. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly contentType: string;
  readonly body: Body;
  /** Bytes as they came over the wire. */
  readonly wireBytes: number;
}

/** An answer whose body is still to come. Read the body or destroy it; an incomplete body fails. */
export interface OpenAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it comes over the wire, compressed or not. */
  readonly body: Readable;
}

export interface Transport {
  /**
   * One HTTP exchange, body included; the only deadline is the signal's. Redirects are answers, not followed.
   * Throws TransportFault, or the signal's reason once it aborts.
   */
  send(request: UpstreamRequest, signal: Signal): Promise<UpstreamAnswer>;
  /**
   * The same on a connection of its own, for writes: a kept connection may be stale, and nobody could tell whether the
   * request arrived. `begin` is called right before the first byte. If it gives false, nothing is sent.
   */
  sendAlone(request: UpstreamRequest, signal: Signal, begin?: () => boolean): Promise<UpstreamAnswer>;
  /** The same up to the headers: the body is a stream without a size limit. */
  open(request: UpstreamRequest, signal: Signal): Promise<OpenAnswer>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Limit of a body after decoding. */
  readonly maxBodyBytes: number;
  readonly connectTimeoutMs: number;
  /** Sockets kept per host. */
  readonly connections: number;
  /** Longest wait for more of a body, while its reader is ready for it; none by default. */
  readonly stallTimeoutMs?: number;
}

/** A compressed answer that grows by more than this is a bomb, not data. */
const MAX_INFLATION = 100;
const SMALL_BODY_BYTES = 65_536;
/** Load balancers close sockets after an idle minute. A longer time would send requests into closed sockets. */
const KEEP_ALIVE_MS = 55_000;

export function createTransport(options: TransportOptions): Transport {
  const { maxBodyBytes } = options;
  const agentOptions = agentOptionsOf(options);
  const agent = new Agent(agentOptions);

  return {
    async send(request, signal) {
      try {
        const limits = { signal, maxBytes: maxBodyBytes };
        return await wholeOf(await collectAnswer(agent, dispatchOptions(request), limits), maxBodyBytes);
      } catch (error) {
        throw failureOf(error, signal);
      }
    },
    async sendAlone(request, signal, begin) {
      const alone = new Agent({ ...agentOptions, connections: 1 });
      try {
        const limits = { signal, maxBytes: maxBodyBytes, begin };
        const answer = collectAnswer(alone, { ...dispatchOptions(request), reset: true }, limits);
        return await wholeOf(await answer, maxBodyBytes);
      } catch (error) {
        throw failureOf(error, signal);
      } finally {
        void alone.destroy();
      }
    },
    async open(request, signal) {
      try {
        const { statusCode, headers, body } = await agent.request({
          ...dispatchOptions(request),
          signal: abortSignalOf(signal),
        });
        const singles = Object.entries(headers).map(([name, value]) => [name, single(value)]);
        return { status: statusCode, headers: Object.fromEntries(singles), body };
      } catch (error) {
        throw failureOf(error, signal);
      }
    },
    close: () => agent.destroy(),
  };
}

function agentOptionsOf({ connections, connectTimeoutMs, stallTimeoutMs = 0 }: TransportOptions): Agent.Options {
  return {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The signal bounds a whole exchange. These two only bound gaps, which matters for long bodies.
    headersTimeout: 0,
    bodyTimeout: stallTimeoutMs,
    connect: {
      timeout: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelay: 15_000,
      lookup: createNameLookup(systemClock),
    },
  };
}

function failureOf(error: unknown, signal: Signal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof TransportFault ? error : new TransportFault(faultReasonOf(error));
}

function dispatchOptions({ method, place, headers, body }: UpstreamRequest): Dispatcher.RequestOptions {
  const sent: Record<string, string> = { accept: ACCEPTED, 'accept-encoding': 'gzip', ...headers };
  if (body !== undefined) sent['content-type'] = 'application/json';
  return { origin: place.origin, path: place.path, method, headers: sent, body: body ?? null };
}

const ACCEPTED = 'application/json, application/geo+json';

/** Destroys a body, since a socket with an unread body must not serve another request. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

async function wholeOf(answer: RawAnswer, maxBodyBytes: number): Promise<UpstreamAnswer> {
  const { status, headers, pieces, flaw } = answer;
  if (flaw !== undefined) throw new TransportFault(flaw);
  const encoding = isRedirect(status) ? undefined : single(headers['content-encoding']);
  const raw = bodyOf(...pieces);
  return {
    status,
    retryAfter: single(headers['retry-after']),
    contentType: single(headers['content-type']) ?? '',
    body: await decode(raw, encoding, maxBodyBytes),
    wireBytes: raw.length,
  };
}

async function decode(raw: Body, encoding: string | undefined, maxBodyBytes: number): Promise<Body> {
  const name = encoding?.trim().toLowerCase() || 'identity';
  if (name === 'identity') return raw;
  // Only gzip was offered. A list of encodings may be a decompression bomb.
  if (name !== 'gzip') throw new TransportFault('NOT_JSON');
  const maxOutputLength = Math.min(maxBodyBytes, Math.max(SMALL_BODY_BYTES, raw.length * MAX_INFLATION));
  try {
    return bodyOf(await inflate(Buffer.concat(raw.pieces), { maxOutputLength }));
  } catch (error) {
    throw new TransportFault(codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'TOO_LARGE' : 'TRUNCATED');
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Matches error codes of Node and OpenSSL, e.g. CERT_HAS_EXPIRED, UNABLE_TO_VERIFY_LEAF_SIGNATURE, EPROTO. */
const TLS_CODE = /CERT|TLS|SSL|SIGN|ISSUER|EPROTO/;

function faultReasonOf(error: unknown): FaultReason {
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'CONNECT_TIMEOUT';
  if (code === 'ECONNREFUSED') return 'REFUSED';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'DNS';
  return TLS_CODE.test(code) ? 'TLS' : 'RESET';
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
