import type { IncomingMessage } from 'node:http';
import type { Operation } from '../admission/coercion.ts';
import { Cancellation } from '../async/cancellation.ts';
import { abortLater, clientLeft, type Exchange, openDetached } from '../exchange/exchange.ts';
import type { RequestHead } from '../exchange/headers.ts';
import { GRAPHQL_PATH } from '../exchange/paths.ts';
import type { Run } from '../execution/outcomes.ts';
import { networkOf } from '../http/addresses.ts';
import type { Drain } from '../http/draining.ts';
import type { Telemetry } from '../observability/telemetry.ts';
import type { FacadeContext } from './options.ts';
import type { Settings } from './settings.ts';

/** An exchange whose request and reply are those of the Fetch API. */
export interface FetchExchange extends Exchange {
  readonly incoming: Request;
  readonly context: FacadeContext;
  /** The class of the reply. A request of the platform gets a response of the platform, as hosts test for it. */
  readonly ResponseType: typeof Response;
  /** Set once the operation is admitted. */
  operation?: Operation;
  /** Set by a compiled query; its outcome then stands for the result of the executor. */
  run?: Run;
  /** Set for a response in parts, which closes the exchange itself. */
  isStreaming?: boolean;
  /** Ends the exchange; once. `status` is undefined for a reply that was not sent whole. */
  close(status: number | undefined): void;
}

export interface ExchangeParts {
  readonly settings: Pick<Settings, 'operationTimeoutMs' | 'addressOf'>;
  readonly telemetry: Telemetry;
  readonly drain: Pick<Drain, 'noteOpen' | 'noteClosed'>;
}

export interface Incoming {
  readonly request: Request;
  readonly context: FacadeContext;
  /** The class that Yoga answers with by default. */
  readonly ResponseType: typeof Response;
}

export function openFetchExchange({ request, context, ResponseType }: Incoming, parts: ExchangeParts): FetchExchange {
  const { settings, telemetry, drain } = parts;
  const head = isNodeRequest(context.req) ? context.req : headOf(request);
  const { observeCall, end } = telemetry.watch(head.headers);
  const cancellation = new Cancellation();
  const { operationTimeoutMs: timeoutMs } = settings;
  const timer = abortLater(cancellation, timeoutMs);
  const leave = () => cancellation.abort(clientLeft());
  if (request.signal?.aborted) leave();
  request.signal?.addEventListener('abort', leave, { once: true });
  const address = addressOf(request, context, settings);
  let isOpen = true;
  const exchange: FetchExchange = {
    ...openDetached(head, cancellation, { path: GRAPHQL_PATH, timeoutMs, address, observeCall }),
    incoming: request,
    context,
    ResponseType: request instanceof globalThis.Request ? globalThis.Response : ResponseType,
    close(status) {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', leave);
      drain.noteClosed(exchange);
      end(exchange, status);
    },
  };
  drain.noteOpen(exchange);
  return exchange;
}

/** A request of node:http is preferred as it came: Yoga drops repeated headers, and rewrites the media type of bodies. */
function isNodeRequest(request: FacadeContext['req'] | undefined): request is IncomingMessage {
  return Array.isArray(request?.rawHeaders) && typeof request?.headers === 'object';
}

/** Headers are read on use: a list of them all costs more than the few that are asked for. */
function headOf({ method, url, headers }: Request): RequestHead {
  const get = (_: object, name: string | symbol) =>
    typeof name === 'string' ? (headers.get(name) ?? undefined) : undefined;
  return { method, url: url.split('#', 1)[0] ?? url, headers: new Proxy({}, { get }) };
}

function addressOf(request: Request, context: FacadeContext, { addressOf: ask }: Pick<Settings, 'addressOf'>) {
  const address = ask === undefined ? context.req?.socket?.remoteAddress : unlessItThrows(() => ask(request, context));
  return typeof address === 'string' ? networkOf(address) : undefined;
}

function unlessItThrows<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
