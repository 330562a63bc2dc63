import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { refuseSecretsInUrl } from '../credentials.ts';
import { publicError, Refusal } from '../errors.ts';
import type { Graphiql } from '../graphiql/graphiql.ts';
import { type Log, loggable } from '../log.ts';
import { noteErrors } from '../results.ts';
import { ASSET_FOLDER, ASSET_TIMEOUT_MS, type AssetRoute } from './asset-route.ts';
import { type GraphQLParameters, readParameters } from './bodies.ts';
import { allowOrigin } from './cors.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { checkMediaTypes, replyType, wantsHtml } from './negotiation.ts';

export interface FrontOptions {
  readonly config: Config;
  readonly log: Log;
  readonly schemaText: string;
  readonly graphiql: Graphiql | undefined;
  readonly assetRoute: AssetRoute | undefined;
  /** True from the moment the process is told to end. */
  readonly isDraining: () => boolean;
  readonly runOperation: (exchange: Exchange, parameters: GraphQLParameters) => void | Promise<void>;
}

const VARY = 'Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret';

/** The HTTP side of every request: what it may look like before GraphQL sees it, and where it goes. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { config, log } = options;
  return (request, response) => {
    const startedAt = performance.now();
    const timeoutMs = isAssetPath(pathOf(request)) ? ASSET_TIMEOUT_MS : config.operationTimeoutMs;
    const exchange = openExchange(request, response, timeoutMs);
    response.setHeader('X-Request-Id', exchange.requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.once('close', () => logRequest(exchange, log, performance.now() - startedAt));
    route(exchange, options).catch((error: unknown) => refuse(exchange, error, log));
  };
}

async function route(exchange: Exchange, options: FrontOptions): Promise<void> {
  const { request, response } = exchange;
  // HTTP/1.1 asks servers to refuse this [RFC 9112 §3.2].
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    throw new Refusal('BAD_REQUEST', 'This is not a valid HTTP request: it has no Host header.');
  }
  const path = pathOf(request);
  if (path === '/graphql') return graphql(exchange, options);
  if (options.assetRoute !== undefined && isAssetPath(path)) return asset(exchange, options.assetRoute, options);
  const page = await pageAt(path, request, options);
  if (page === undefined) throw new Refusal('ROUTE_NOT_FOUND', 'Nothing is served here. POST to /graphql.');
  checkIsRead(request);
  send(response, page);
}

/** What a request line names, without the query. A proxy may put scheme and host before it [RFC 9112 §3.2.2]. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/\?.*$/s, '');
}

function isAssetPath(path: string): boolean {
  return path.startsWith(ASSET_FOLDER);
}

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

async function pageAt(path: string, { headers }: IncomingMessage, options: FrontOptions): Promise<Page | undefined> {
  if (path === '/health') return statusPage(200, 'ok');
  if (path === '/ready') return options.isDraining() ? statusPage(503, 'draining') : statusPage(200, 'ready');
  if (path === '/schema.graphql') {
    return { status: 200, headers: { 'Content-Type': 'application/graphql; charset=utf-8' }, body: options.schemaText };
  }
  return options.graphiql?.asset(path, String(headers['accept-encoding'] ?? ''), headers['if-none-match']);
}

function statusPage(status: number, word: string): Page {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { status, headers, body: JSON.stringify({ status: word }) };
}

async function asset(exchange: Exchange, route: AssetRoute, options: FrontOptions): Promise<void> {
  const { request, response } = exchange;
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Origin');
  allowOrigin(request, response, options.config.corsOrigins);
  checkIsRead(request);
  refuseWhileDraining(options);
  await route.serve(exchange, pathOf(request));
}

async function graphql(exchange: Exchange, options: FrontOptions): Promise<void> {
  const { request, response } = exchange;
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', VARY);
  allowOrigin(request, response, options.config.corsOrigins);
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { Allow: 'GET, POST, OPTIONS' }).end();
    return;
  }
  refuseSecretsInUrl(request);
  if (request.method === 'GET' && wantsHtml(request) && options.graphiql !== undefined) {
    return send(response, options.graphiql.page());
  }
  if (request.method !== 'POST') throw notAllowed('POST');
  refuseWhileDraining(options);
  checkMediaTypes(request);
  await options.runOperation(exchange, await readParameters(request));
}

function refuseWhileDraining({ isDraining }: FrontOptions): void {
  if (!isDraining()) return;
  throw new Refusal('SHUTTING_DOWN', 'This server is restarting. Try again.', {
    retryable: true,
    retryAfterSeconds: 1,
    headers: { Connection: 'close' },
  });
}

/** A reply that only refuses; nothing when the client has left or has its reply already. */
function refuse(exchange: Exchange, error: unknown, log: Log): void {
  const { request, response } = exchange;
  const shown = publicError(error, exchange.requestId);
  noteErrors([shown], exchange, log);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const headers = { ...shown.http.headers, 'Content-Type': `${replyType(request)}; charset=utf-8` };
  send(response, { status: shown.http.status, headers, body: JSON.stringify({ errors: [shown.graphql] }) });
}

function send(response: ServerResponse, { status, headers, body }: Page): void {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(body);
}

function checkIsRead({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD') throw notAllowed('GET, HEAD');
}

function notAllowed(allow: string): Refusal {
  const message = `Use ${allow.replace(', ', ' or ')} here.`;
  return new Refusal('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}

/**
 * The one line per request. Its members are named here: no header, variable or document is among them, and no path
 * that opens a file.
 */
function logRequest(
  { request, response, requestId, operation, caller, errorCodes }: Exchange,
  log: Log,
  ms: number,
): void {
  const totals = caller?.client.receipt().totals;
  const path = pathOf(request);
  log.info(
    {
      requestId,
      method: request.method,
      path: isAssetPath(path) ? `${ASSET_FOLDER}…` : loggable(path),
      operationName: loggable(operation?.definition.name?.value),
      status: response.writableFinished ? response.statusCode : 499,
      codes: errorCodes.length === 0 ? undefined : errorCodes,
      ms: Math.round(ms * 10) / 10,
      upstreamCalls: totals?.upstreamCalls,
      tokenCalls: totals?.tokenCalls,
      upstreamBytes: totals?.bytes,
    },
    'request',
  );
}
