import type { IncomingMessage } from 'node:http';
import type { Metrics } from '../observability/metrics.ts';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** The page for people at the GraphQL endpoint, and the files that it loads. */
export interface PageSource {
  /** The page for GET of the endpoint with Accept: text/html. */
  page(): Page;
  /**
   * A file under /graphiql/…; undefined when the path is not one.
   * `acceptEncoding` and `ifNoneMatch` are the request's headers. Rejects when the packaged GraphiQL cannot be loaded.
   */
  asset(path: string, acceptEncoding: string | undefined, ifNoneMatch: string | undefined): Promise<Page | undefined>;
}

export interface PageOptions {
  /** Undefined where nobody may ask for the schema. */
  readonly schemaText: string | undefined;
  readonly metrics: Metrics;
  readonly graphiql: PageSource | undefined;
  /** True from the moment the process is told to end. */
  readonly isDraining: () => boolean;
}

/** What is served beside /graphql and the files: the state of the process, its figures, the schema, the page's parts. */
export async function pageAt(path: string, request: IncomingMessage, options: PageOptions): Promise<Page | undefined> {
  const { schemaText, metrics, graphiql, isDraining } = options;
  if (path === '/health') return statusPage(200, 'ok');
  if (path === '/ready') return isDraining() ? statusPage(503, 'draining') : statusPage(200, 'ready');
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
