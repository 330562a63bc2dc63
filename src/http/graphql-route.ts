import type { Limits } from '../admission/limits.ts';
import { schedule } from '../async/fair-scheduler.ts';
import type { Config } from '../config/config.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Exchange, HttpExchange } from '../exchange/exchange.ts';
import { type GraphQLParameters, parametersInBody, parametersInUrl } from '../exchange/parameters.ts';
import { GRAPHQL_PATH, searchOf } from '../exchange/paths.ts';
import type { Reply } from '../exchange/reply.ts';
import type { Capacity } from '../load/capacity.ts';
import { readBody } from './bodies.ts';
import { ENDPOINT_HEADERS, type EndpointOptions, pageInstead } from './endpoint.ts';
import { sendPage, sendReply } from './replies.ts';
import type { Route } from './route.ts';

export interface GraphqlRouteOptions extends EndpointOptions {
  readonly config: Pick<Config, 'operationTimeoutMs'> & { readonly limits: Pick<Limits, 'bodyBytes'> };
  readonly capacity: Capacity;
  /** Makes the caller from the headers, without a call. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS. */
  readonly connect: (exchange: Exchange) => Caller | undefined;
  /** Throws request errors. */
  readonly run: (exchange: Exchange, parameters: GraphQLParameters) => Promise<Reply>;
}

/** Serves operations, and GraphiQL to browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  const { config, connect } = options;
  return {
    covers: (path) => path === GRAPHQL_PATH,
    timeoutMs: config.operationTimeoutMs,
    headers: ENDPOINT_HEADERS,
    async serve(exchange) {
      const page = pageInstead(exchange, options);
      if (page !== undefined) return sendPage(exchange, page);
      exchange.caller = connect(exchange);
      try {
        await sendReply(exchange, await work(exchange, options));
      } finally {
        exchange.slot?.leave();
      }
    },
  };
}

/**
 * Reads the body, waits for a slot, and runs the operation. The slot comes after the body, so a slow body holds none. It
 * goes before the reply is sent, so a slow reader holds none; with a reply in parts, once all of them are there.
 */
async function work(exchange: HttpExchange, { capacity, config, run }: GraphqlRouteOptions): Promise<Reply> {
  const { request } = exchange;
  const client = exchange.caller?.client;
  // Anybody can make credentials up, so they count for their address until Aleph has accepted them.
  const caller = client?.isProven ? client.identity : `at ${exchange.address}`;
  const restMs = () => exchange.endsAt - performance.now();
  capacity.check(caller, restMs());
  const held = capacity.bodyFrom(exchange.address);
  try {
    const body = request.method === 'GET' ? undefined : await readBody(request, config.limits, held.hold);
    exchange.slot = await capacity.enter(caller, exchange.signal, restMs());
    await schedule(caller);
    const parameters = body === undefined ? parametersInUrl(searchOf(request)) : parametersInBody(body);
    const reply = await run(exchange, parameters);
    if (reply.parts === undefined) exchange.slot.leave();
    return reply;
  } finally {
    held.free();
  }
}
