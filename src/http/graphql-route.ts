import type { IncomingMessage } from 'node:http';
import { hasCredentials, refuseSecretsInUrl } from '../admission/credentials.ts';
import type { Limits } from '../admission/limits.ts';
import { schedule } from '../async/fair-scheduler.ts';
import type { Config } from '../config/config.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { headersOf } from '../exchange/headers.ts';
import { type GraphQLParameters, namesOperation, parametersInBody, parametersInUrl } from '../exchange/parameters.ts';
import { GRAPHQL_PATH, searchOf } from '../exchange/paths.ts';
import type { Reply } from '../exchange/reply.ts';
import type { Capacity } from '../load/capacity.ts';
import { readBody } from './bodies.ts';
import { type AllowOrigin, OF_OPERATIONS } from './cors.ts';
import type { Drain } from './draining.ts';
import { notAllowed, sendAllowed } from './methods.ts';
import { checkMediaTypes, checkReplyType, wantsEvents, wantsHtml } from './negotiation.ts';
import type { Page, PageSource } from './page-source.ts';
import { sendPage, sendReply, VARY } from './replies.ts';
import type { Route } from './route.ts';

export interface GraphqlRouteOptions {
  readonly config: Pick<Config, 'operationTimeoutMs'> & { readonly limits: Pick<Limits, 'bodyBytes'> };
  readonly allowOrigin: AllowOrigin;
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
  const { config, drain, pages, connect, allowOrigin } = options;
  return {
    covers: (path) => path === GRAPHQL_PATH,
    timeoutMs: config.operationTimeoutMs,
    headers: { 'Cache-Control': 'no-store', Vary: VARY },
    async serve(exchange) {
      const { request } = exchange;
      allowOrigin(exchange, OF_OPERATIONS);
      if (request.method === 'OPTIONS') return sendAllowed(exchange, 'GET, POST, OPTIONS');
      refuseSecretsInUrl(searchOf(request));
      if (request.method !== 'POST' && !isOperationInUrl(request)) {
        return sendPage(exchange, pageFor(request, pages));
      }
      drain.refuseWork();
      checkMediaTypes(request);
      exchange.checkKind = kindCheckOf(exchange);
      exchange.caller = connect(exchange);
      await sendReply(exchange, await work(exchange, options));
    },
  };
}

/**
 * Whether a GET has an operation to run. Without credentials in its headers it has none: browsers send a plain GET for
 * pages of any origin.
 */
function isOperationInUrl(request: IncomingMessage): boolean {
  return request.method === 'GET' && namesOperation(searchOf(request)) && hasCredentials(headersOf(request));
}

/** GraphiQL for a browser. Throws METHOD_NOT_ALLOWED for any other request. */
function pageFor(request: IncomingMessage, pages: GraphqlRouteOptions['pages']): Page {
  if (request.method !== 'GET') throw notAllowed('POST');
  if (!wantsHtml(request)) throw notAllowed('POST', GET_REFUSED);
  if (pages === undefined) throw notAllowed('POST', GRAPHIQL_IS_OFF);
  return pages.page();
}

const GET_REFUSED =
  'Send operations by POST, or a query by GET with credentials in its headers. ' +
  'To always POST, set preferGetMethod: false in urql, useGETForQueries: false in Apollo.';
const GRAPHIQL_IS_OFF = 'GraphiQL is off. The setting GRAPHIQL=true turns it on. Send operations by POST.';

/**
 * Keeps GET to queries [GraphQL over HTTP], and streams of events to subscriptions. Undefined for a request that may run
 * any operation.
 */
function kindCheckOf(exchange: Exchange): Exchange['checkKind'] {
  const { request } = exchange;
  const isGet = request.method === 'GET';
  const inEvents = wantsEvents(request);
  if (!isGet && !inEvents) return undefined;
  return (kind) => {
    exchange.inEvents = inEvents && kind === 'subscription';
    if (exchange.inEvents) return;
    if (isGet && kind !== 'query') throw notAllowed('POST');
    checkReplyType(request);
  };
}

/**
 * Reads the body, waits for a slot, and runs the operation. The slot comes after the body, so a slow body holds none.
 */
async function work(exchange: Exchange, { capacity, config, run }: GraphqlRouteOptions): Promise<Reply> {
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
    return await run(exchange, body === undefined ? parametersInUrl(searchOf(request)) : parametersInBody(body));
  } finally {
    exchange.slot?.leave();
    held.free();
  }
}
