import { hasCredentials, refuseSecretsInUrl } from '../admission/credentials.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { headersOf, type RequestHead } from '../exchange/headers.ts';
import { namesOperation } from '../exchange/parameters.ts';
import { searchOf } from '../exchange/paths.ts';
import { type AllowOrigin, OF_OPERATIONS } from './cors.ts';
import type { Drain } from './draining.ts';
import { allowing, notAllowed } from './methods.ts';
import { checkMediaTypes, checkReplyType, partsTaken, wantsEvents, wantsHtml } from './negotiation.ts';
import type { Page, PageSource } from './page-source.ts';

export interface EndpointOptions {
  readonly allowOrigin: AllowOrigin;
  readonly drain: Pick<Drain, 'refuseWork'>;
  /** Undefined when GraphiQL is off. */
  readonly pages: Pick<PageSource, 'page'> | undefined;
}

export const VARY = 'Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret';

/** Headers of every reply of the endpoint, request errors included. */
export const ENDPOINT_HEADERS = { 'Cache-Control': 'no-store', Vary: VARY };

/**
 * Judges the head of a request to the endpoint. The page of a request that runs no operation: the reply to OPTIONS, or
 * GraphiQL for a browser. Undefined for an operation, whose body may then be read. Throws request errors.
 */
export function pageInstead(exchange: Exchange, { allowOrigin, drain, pages }: EndpointOptions): Page | undefined {
  const { request } = exchange;
  allowOrigin(exchange, OF_OPERATIONS);
  if (request.method === 'OPTIONS') return allowing('GET, POST, OPTIONS');
  refuseSecretsInUrl(searchOf(request));
  if (request.method !== 'POST' && !isOperationInUrl(request)) return pageFor(request, pages);
  drain.refuseWork();
  checkMediaTypes(request);
  exchange.checkKind = kindCheckOf(exchange);
  exchange.takesParts = partsTaken(request);
  return undefined;
}

/**
 * Whether a GET has an operation to run. Without credentials in its headers it has none: browsers send a plain GET for
 * pages of any origin.
 */
function isOperationInUrl(request: RequestHead): boolean {
  return request.method === 'GET' && namesOperation(searchOf(request)) && hasCredentials(headersOf(request));
}

/** GraphiQL for a browser. Throws METHOD_NOT_ALLOWED for any other request. */
function pageFor(request: RequestHead, pages: EndpointOptions['pages']): Page {
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
