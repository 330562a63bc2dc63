import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { AlephError } from '../aleph/errors.ts';
import type { ObserveCall } from '../aleph/transport/calls.ts';
import { Cancellation, type Signal } from '../async/cancellation.ts';
import type { Caller } from './caller.ts';
import type { ErrorCode } from './error-codes.ts';
import type { RequestHead } from './headers.ts';
import type { Slot } from './slot.ts';

/** One request with its reply, from the first header in to the last byte out, whichever way it came in. */
export interface Exchange {
  readonly request: RequestHead;
  readonly requestId: string;
  /** The path of the request line, without the query. */
  readonly path: string;
  /** The client's network address as it is counted, as far as it is known. */
  readonly address: string | undefined;
  /** Aborts with CANCELLED when the client leaves, with DEADLINE_EXCEEDED when the operation takes too long. */
  readonly signal: Signal;
  readonly abort: (reason: AlephError) => void;
  /** When the operation takes too long, on the clock of `performance.now`. */
  readonly endsAt: number;
  readonly observeCall: ObserveCall;
  readonly wantsReceipt: boolean;
  /** Headers of the reply, collected until its head is sent. */
  readonly headers: Record<string, string>;
  /** Set once the caller is known. */
  caller?: Caller | undefined;
  /** Set once the operation has a slot. */
  slot?: Slot;
  /** Called with the kind of the operation, before the document is validated. It may throw a request error. */
  checkKind?: ((kind: OperationTypeNode) => void) | undefined;
  /** Set when the client reads replies in parts: ALSO beside whole ones, or ONLY these. */
  takesParts?: 'ALSO' | 'ONLY' | undefined;
  /** Set when the client asked for a stream of events; a request error is then sent as such a stream. */
  inEvents?: boolean;
  /** Set once the document is valid and the operation selected. */
  definition?: OperationDefinitionNode;
  /** The first field of a mutation, once its document is valid. */
  mutation?: string;
  readonly errorCodes: ErrorCode[];
}

/** An exchange over node:http. */
export interface HttpExchange extends Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface ExchangeOptions {
  readonly path: string;
  readonly timeoutMs: number;
  readonly address: string | undefined;
  readonly observeCall: ObserveCall;
}

const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;
/** The longest that a client may take to read a reply. Without it, a stalled client would hold memory and a socket. */
export const WRITE_TIMEOUT_MS = 30_000;

export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  options: ExchangeOptions,
): HttpExchange {
  return exchangeOf(request, response, cancellationOf(response, options.timeoutMs), options);
}

/** An exchange whose reply has no place of its own. `cancellation` has to abort when the client leaves. */
export function openDetached(request: RequestHead, cancellation: Cancellation, options: ExchangeOptions): Exchange {
  return exchangeOf(request, undefined, cancellation, options);
}

function exchangeOf<Q extends RequestHead, S>(
  request: Q,
  response: S,
  cancellation: Cancellation,
  { path, timeoutMs, address, observeCall }: ExchangeOptions,
): Exchange & { readonly request: Q; readonly response: S } {
  const proposed = request.headers['x-request-id'];
  const requestId = typeof proposed === 'string' && REQUEST_ID.test(proposed) ? proposed : randomUUID();
  return {
    request,
    response,
    requestId,
    path,
    address,
    signal: cancellation,
    abort: (reason) => cancellation.abort(reason),
    endsAt: performance.now() + timeoutMs,
    observeCall,
    wantsReceipt: request.headers['x-aleph-receipt'] === '1',
    headers: { 'X-Request-Id': requestId, 'X-Content-Type-Options': 'nosniff' },
    errorCodes: [],
  };
}

function cancellationOf(response: ServerResponse, timeoutMs: number): Cancellation {
  const cancellation = new Cancellation();
  let timer = abortLater(cancellation, timeoutMs);
  // From here on the reply only waits for the client to read it.
  response.on('prefinish', () => {
    clearTimeout(timer);
    // Most replies are short, and the system has taken them already.
    if (response.socket?.writableLength !== 0) timer = setTimeout(() => response.destroy(), WRITE_TIMEOUT_MS);
  });
  response.on('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) cancellation.abort(clientLeft());
  });
  return cancellation;
}

/** Notes the selected operation, for errors, the audit line and the log. */
export function noteDefinitionOn(exchange: Exchange) {
  return (definition: OperationDefinitionNode, mutation: string | undefined): void => {
    exchange.definition = definition;
    if (mutation !== undefined) exchange.mutation = mutation;
  };
}

/** Aborts with DEADLINE_EXCEEDED, unless the timer is cleared before. */
export function abortLater(cancellation: Cancellation, timeoutMs: number): NodeJS.Timeout {
  return setTimeout(() => {
    const message = `The operation took over ${timeoutMs / 1_000} s. Ask for less at once.`;
    cancellation.abort(new AlephError('DEADLINE_EXCEEDED', message));
  }, timeoutMs);
}

export function clientLeft(): AlephError {
  return new AlephError('CANCELLED', 'The client left.');
}
