import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AlephClient } from '../aleph/client.ts';
import { AlephError } from '../aleph/errors.ts';
import type { Operation } from '../coercion.ts';
import type { ErrorCode } from '../errors.ts';
import type { Context } from '../resolvers/context.ts';

/** One HTTP request with its reply, from the first header in to the last byte out. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Aborts with CANCELLED when the client leaves, with DEADLINE_EXCEEDED when the operation takes too long. */
  readonly signal: AbortSignal;
  readonly wantsReceipt: boolean;
  /** Set once the caller is known. */
  caller?: { readonly client: AlephClient; readonly context: Context };
  /** Set once the document is known to be able to run. */
  operation?: Operation;
  readonly errorCodes: ErrorCode[];
}

const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

export function openExchange(request: IncomingMessage, response: ServerResponse, timeoutMs: number): Exchange {
  const proposed = request.headers['x-request-id'];
  const requestId = typeof proposed === 'string' && REQUEST_ID.test(proposed) ? proposed : randomUUID();
  return {
    request,
    response,
    requestId,
    signal: operationSignal(response, timeoutMs),
    wantsReceipt: request.headers['x-aleph-receipt'] === '1',
    errorCodes: [],
  };
}

function operationSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const message = `The operation took over ${timeoutMs / 1_000} s. Ask for less at once.`;
    controller.abort(new AlephError('DEADLINE_EXCEEDED', message, { retryable: true }));
  }, timeoutMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new AlephError('CANCELLED', 'The client left.'));
  });
  return controller.signal;
}
