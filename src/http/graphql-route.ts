import { refuseSecretsInUrl } from '../admission/credentials.ts';
import type { Limits } from '../admission/limits.ts';
import { schedule } from '../async/fair-scheduler.ts';
import type { Config } from '../config/config.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { GRAPHQL_PATH } from '../exchange/paths.ts';
import type { Reply } from '../exchange/reply.ts';
import type { Capacity } from '../load/capacity.ts';
import { parametersIn, readBody } from './bodies.ts';
import { allowOrigin, OF_OPERATIONS } from './cors.ts';
import type { Drain } from './draining.ts';
import { notAllowed, sendAllowed } from './methods.ts';
import { checkMediaTypes, wantsHtml } from './negotiation.ts';
import type { PageSource } from './page-source.ts';
import { sendPage, sendReply, VARY } from './replies.ts';
import type { Route } from './route.ts';

export interface GraphqlRouteOptions {
  readonly config: Pick<Config, 'corsOrigins' | 'operationTimeoutMs'> & { readonly limits: Pick<Limits, 'bodyBytes'> };
  readonly capacity: Capacity;
  readonly drain: Pick<Drain, 'refuseWork'>;
  /** Undefined when GraphiQL is off. */
  readonly pages: Pick<PageSource, 'page'> | undefined;
  /** Makes the caller from the headers, without a call. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS. */
  readonly connect: (exchange: Exchange) => Caller | undefined;
  /** Throws request errors. */
  readonly run: (exchange: Exchange, parameters: GraphQLParameters) => Promise<Reply>;
}

/** Serves operations, and GraphiQL to browsers. */
export function createGraphqlRoute(options: GraphqlRouteOptions): Route {
  const { config, drain, pages, connect } = options;
  return {
    covers: (path) => path === GRAPHQL_PATH,
    timeoutMs: config.operationTimeoutMs,
    headers: { 'Cache-Control': 'no-store', Vary: VARY },
    async serve(exchange) {
      const { request } = exchange;
      allowOrigin(exchange, config.corsOrigins, OF_OPERATIONS);
      if (request.method === 'OPTIONS') return sendAllowed(exchange, 'GET, POST, OPTIONS');
      refuseSecretsInUrl(request.url ?? '');
      if (request.method === 'GET' && wantsHtml(request) && pages !== undefined) {
        return sendPage(exchange, pages.page());
      }
      if (request.method !== 'POST') throw notAllowed('POST');
      drain.refuseWork();
      checkMediaTypes(request);
      exchange.caller = connect(exchange);
      await sendReply(exchange, await work(exchange, options));
    },
  };
}

/**
 * Reads the body, waits for a slot, and runs the operation. The slot comes after the body, so a slow body holds none.
 */
async function work(exchange: Exchange, { capacity, config, run }: GraphqlRouteOptions): Promise<Reply> {
  const client = exchange.caller?.client;
  // Anybody can make credentials up, so they count for their address until Aleph has accepted them.
  const caller = client?.isProven ? client.identity : `at ${exchange.address}`;
  capacity.check(caller);
  const held = capacity.bodyFrom(exchange.address);
  try {
    const body = await readBody(exchange.request, config.limits, held.hold);
    exchange.slot = await capacity.enter(caller, exchange.signal);
    await schedule(caller);
    return await run(exchange, parametersIn(body));
  } finally {
    exchange.slot?.leave();
    held.free();
  }
}
