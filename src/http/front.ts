import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpExchange, openExchange } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import { pathOf } from '../exchange/paths.ts';
import type { Telemetry } from '../observability/telemetry.ts';
import { type Addresses, networkOf } from './addresses.ts';
import type { Drain } from './draining.ts';
import { checkHostHeader } from './hosts.ts';
import { sendRequestError } from './request-errors.ts';
import type { Route } from './route.ts';

export interface FrontOptions {
  /** The first route that covers a path serves it; the last one covers all paths. */
  readonly routes: readonly [...Route[], Route];
  /** Throws for a request whose Host names another server. */
  readonly checkHost: (request: IncomingMessage) => void;
  readonly telemetry: Telemetry;
  readonly addresses: Pick<Addresses, 'of'>;
  readonly drain: Pick<Drain, 'noteOpen' | 'noteClosed'>;
  readonly log: Log;
}

/** The listener for requests of node:http. */
export type Front = (request: IncomingMessage, response: ServerResponse) => void;

/** Opens an exchange for each request and lets a route serve it. An error of the route is sent as a request error. */
export function createFront({ routes, checkHost, telemetry, addresses, drain, log }: FrontOptions): Front {
  return (request, response) => {
    const { observeCall, end } = telemetry.watch(request.headers);
    const path = pathOf(request);
    const route = routeFor(path, routes);
    const address = networkOf(addresses.of(request));
    const exchange = openExchange(request, response, { path, timeoutMs: route.timeoutMs, address, observeCall });
    drain.noteOpen(exchange);
    response.on('close', () => {
      end(exchange, response.writableFinished ? response.statusCode : undefined);
      drain.noteClosed(exchange);
    });
    serve(exchange, route, checkHost).catch((error: unknown) => sendRequestError(exchange, error, log));
  };
}

function routeFor(path: string, routes: FrontOptions['routes']): Route {
  return routes.find(({ covers }) => covers(path)) ?? (routes.at(-1) as Route);
}

async function serve(exchange: HttpExchange, route: Route, checkHost: FrontOptions['checkHost']): Promise<void> {
  const { request, headers } = exchange;
  Object.assign(headers, route.headers);
  checkHostHeader(request);
  checkHost(request);
  await route.serve(exchange);
}
