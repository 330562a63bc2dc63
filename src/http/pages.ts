import type { IncomingMessage } from 'node:http';
import { RequestError } from '../exchange/errors.ts';
import { GRAPHQL_PATH } from '../exchange/paths.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Drain } from './draining.ts';
import { checkIsRead, isRead } from './methods.ts';
import type { Page, PageSource } from './page-source.ts';
import { sendPage } from './replies.ts';
import type { Route } from './route.ts';

export interface PageOptions {
  /** Undefined when introspection is off. */
  readonly schemaText: string | undefined;
  readonly metrics: Metrics;
  readonly graphiql: Pick<PageSource, 'asset'> | undefined;
  readonly drain: Pick<Drain, 'isDraining'>;
}

/**
 * Serves the remaining paths: the root, health, metrics, the schema and the files of GraphiQL. Throws ROUTE_NOT_FOUND for
 * any other.
 */
export function createPageRoute(options: PageOptions & Pick<Route, 'timeoutMs'>): Route {
  return {
    covers: () => true,
    timeoutMs: options.timeoutMs,
    async serve(exchange) {
      const { path, request } = exchange;
      const page = await pageAt(path, request, options);
      if (page === undefined) throw new RequestError('ROUTE_NOT_FOUND', 'Nothing is served here. POST to /graphql.');
      checkIsRead(request);
      sendPage(exchange, page);
    },
  };
}

async function pageAt(path: string, request: IncomingMessage, options: PageOptions): Promise<Page | undefined> {
  const { schemaText, metrics, graphiql, drain } = options;
  // A POST to the root is told where to go instead.
  if (path === '/' && isRead(request))
    return { status: 302, headers: { Location: GRAPHQL_PATH, 'Content-Length': '0' } };
  if (path === '/health') return statusPage(200, 'ok');
  if (path === '/ready') return drain.isDraining() ? statusPage(503, 'draining') : statusPage(200, 'ready');
  if (path === '/metrics') {
    const headers = { 'Content-Type': metrics.mediaType, 'Cache-Control': 'no-store' };
    return { status: 200, headers, body: await metrics.text() };
  }
  if (path === '/schema.graphql' && schemaText !== undefined) {
    return { status: 200, headers: { 'Content-Type': 'application/graphql; charset=utf-8' }, body: schemaText };
  }
  return graphiql?.asset(path, request.headers['accept-encoding'], request.headers['if-none-match']);
}

function statusPage(status: number, word: string): Page {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { status, headers, body: JSON.stringify({ status: word }) };
}
