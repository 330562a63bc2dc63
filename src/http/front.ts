import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { publicError, Refusal } from '../errors.ts';
import type { Graphiql } from '../graphiql/graphiql.ts';
import { type Log, loggable } from '../log.ts';
import { noteErrors } from '../results.ts';
import { type GraphQLParameters, readParameters } from './bodies.ts';
import { allowOrigin } from './cors.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { checkMediaTypes, refusalType, wantsHtml } from './negotiation.ts';

export interface FrontOptions {
  readonly config: Config;
  readonly log: Log;
  readonly schemaText: string;
  readonly graphiql: Graphiql | undefined;
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
    const exchange = openExchange(request, response, config.operationTimeoutMs);
    response.setHeader('X-Request-Id', exchange.requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.once('close', () => logRequest(exchange, log, performance.now() - startedAt));
    route(exchange, options).catch((error: unknown) => refuse(exchange, error, log));
  };
}

async function route(exchange: Exchange, options: FrontOptions): Promise<void> {
  const { request, response } = exchange;
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/graphql') return graphql(exchange, options);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed('GET, HEAD');
  if (path === '/health') return send(response, 200, 'application/json', '{"status":"ok"}');
  if (path === '/ready') {
    const [status, word] = options.isDraining() ? [503, 'draining'] : [200, 'ready'];
    return send(response, status, 'application/json', JSON.stringify({ status: word }));
  }
  if (path === '/schema.graphql') return send(response, 200, 'application/graphql; charset=utf-8', options.schemaText);
  const { 'accept-encoding': encoding, 'if-none-match': etag } = request.headers;
  const asset = await options.graphiql?.asset(path, String(encoding ?? ''), etag);
  if (asset === undefined) throw new Refusal('ROUTE_NOT_FOUND', 'Nothing is served here. POST to /graphql.');
  response.writeHead(asset.status, asset.headers).end(asset.body);
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
  if (request.method === 'GET' && wantsHtml(request) && options.graphiql !== undefined) {
    const page = options.graphiql.page();
    response.writeHead(page.status, page.headers).end(page.body);
    return;
  }
  if (request.method !== 'POST') throw notAllowed('POST');
  if (options.isDraining()) {
    const headers = { Connection: 'close' };
    throw new Refusal('SHUTTING_DOWN', 'This server is restarting. Try again.', {
      retryable: true,
      retryAfterSeconds: 1,
      headers,
    });
  }
  checkMediaTypes(request);
  await options.runOperation(exchange, await readParameters(request));
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
  for (const [name, value] of Object.entries(shown.http.headers)) response.setHeader(name, value);
  send(response, shown.http.status, refusalType(request), JSON.stringify({ errors: [shown.graphql] }));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

function notAllowed(allow: string): Refusal {
  const message = `Use ${allow.replace(', ', ' or ')} here.`;
  return new Refusal('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}

/** The one line per request. Its members are named here: no header, variable or document is among them. */
function logRequest(
  { request, response, requestId, operation, caller, errorCodes }: Exchange,
  log: Log,
  ms: number,
): void {
  const totals = caller?.client.receipt().totals;
  log.info(
    {
      requestId,
      method: request.method,
      path: loggable((request.url ?? '').split('?', 1)[0]),
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
