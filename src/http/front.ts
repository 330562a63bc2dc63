import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseSecretsInUrl } from '../admission/credentials.ts';
import { takeTurn } from '../async/fair-scheduler.ts';
import type { Config } from '../config/config.ts';
import { Refusal } from '../exchange/errors.ts';
import { type Exchange, openExchange } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { isAssetPath, pathOf } from '../exchange/paths.ts';
import { type Reply, refusalTo } from '../exchange/reply.ts';
import type { Capacity } from '../load/capacity.ts';
import type { Telemetry } from '../observability/telemetry.ts';
import type { Addresses } from './addresses.ts';
import { ASSET_TIMEOUT_MS, type AssetRoute } from './asset-route.ts';
import { discardRest, parametersIn, readBody } from './bodies.ts';
import { allowOrigin, OF_FILES, OF_OPERATIONS } from './cors.ts';
import { createHostCheck } from './hosts.ts';
import { checkMediaTypes, replyType, wantsHtml } from './negotiation.ts';
import { type Page, type PageOptions, pageAt } from './pages.ts';
import { sendReply, sendWhole, VARY } from './replies.ts';

export interface FrontOptions extends PageOptions {
  readonly config: Config;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly addresses: Addresses;
  readonly capacity: Capacity;
  readonly assetRoute: AssetRoute | undefined;
  readonly noteOpen: (exchange: Exchange) => void;
  readonly noteClosed: (exchange: Exchange) => void;
  /** Finds out who asks, by headers alone. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS. */
  readonly connect: (exchange: Exchange) => void;
  /** Throws what refuses the operation as a whole. */
  readonly runOperation: (exchange: Exchange, parameters: GraphQLParameters) => Promise<Reply>;
}

/** Takes requests in; tells of the exchange that each becomes, and of its end. */
export type Front = (request: IncomingMessage, response: ServerResponse) => void;

/** The HTTP side of every request: what it may look like before GraphQL sees it, and where it goes. */
export function createFront(options: FrontOptions): Front {
  const { config, telemetry, addresses } = options;
  const checkHost = createHostCheck(config);
  return (request, response) => {
    const { observeCall, end } = telemetry.watch(request.headers);
    const path = pathOf(request);
    const timeoutMs = isAssetPath(path) ? ASSET_TIMEOUT_MS : config.operationTimeoutMs;
    const address = addresses.of(request);
    const exchange = openExchange(request, response, { path, timeoutMs, address, observeCall });
    options.noteOpen(exchange);
    response.on('close', () => {
      end(exchange);
      options.noteClosed(exchange);
    });
    route(exchange, options, checkHost).catch((error: unknown) => refuse(exchange, error, options));
  };
}

async function route(
  exchange: Exchange,
  options: FrontOptions,
  checkHost: (request: IncomingMessage) => void,
): Promise<void> {
  const { request, headers, path } = exchange;
  if (path === '/graphql') {
    headers['Cache-Control'] = 'no-store';
    headers['Vary'] = VARY;
  }
  // HTTP/1.1 asks servers to refuse this [RFC 9112 §3.2].
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    throw new Refusal('BAD_REQUEST', 'This is not a valid HTTP request: it has no Host header.');
  }
  checkHost(request);
  if (path === '/graphql') return graphql(exchange, options);
  if (options.assetRoute !== undefined && isAssetPath(path)) return asset(exchange, options.assetRoute, options);
  const page = await pageAt(path, request, options);
  if (page === undefined) throw new Refusal('ROUTE_NOT_FOUND', 'Nothing is served here. POST to /graphql.');
  checkIsRead(request);
  send(exchange, page);
}

async function asset(exchange: Exchange, assetRoute: AssetRoute, options: FrontOptions): Promise<void> {
  exchange.headers['Cache-Control'] = 'no-store';
  exchange.headers['Vary'] = 'Origin';
  allowOrigin(exchange, options.config.corsOrigins, OF_FILES);
  if (exchange.request.method === 'OPTIONS') return sayWhatIsAllowed(exchange, 'GET, HEAD, OPTIONS');
  checkIsRead(exchange.request);
  refuseWhileDraining(options);
  await assetRoute.serve(exchange, exchange.path);
}

async function graphql(exchange: Exchange, options: FrontOptions): Promise<void> {
  const { request } = exchange;
  allowOrigin(exchange, options.config.corsOrigins, OF_OPERATIONS);
  if (request.method === 'OPTIONS') return sayWhatIsAllowed(exchange, 'GET, POST, OPTIONS');
  refuseSecretsInUrl(request);
  if (request.method === 'GET' && wantsHtml(request) && options.graphiql !== undefined) {
    return send(exchange, options.graphiql.page());
  }
  if (request.method !== 'POST') throw notAllowed('POST');
  refuseWhileDraining(options);
  checkMediaTypes(request);
  options.connect(exchange);
  await sendReply(exchange, await work(exchange, options), options.config.limits);
}

function sayWhatIsAllowed({ response, headers }: Exchange, allow: string): void {
  response.writeHead(204, { ...headers, Allow: allow }).end();
}

/** Reads the body, waits for a place to work at, and runs what was asked. A slow body takes nobody's place. */
async function work(exchange: Exchange, { capacity, config, runOperation }: FrontOptions): Promise<Reply> {
  const caller = exchange.caller?.client.identity ?? `at ${exchange.address}`;
  capacity.check(caller);
  const held = capacity.bodyFrom(exchange.address);
  try {
    const body = await readBody(exchange.request, config.limits, held.hold);
    exchange.slot = await capacity.enter(caller, exchange.signal);
    await takeTurn(caller);
    return await runOperation(exchange, parametersIn(body));
  } finally {
    exchange.slot?.leave();
    held.free();
  }
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
function refuse(exchange: Exchange, error: unknown, { log }: FrontOptions): void {
  const { request, response } = exchange;
  const reply = refusalTo(error, exchange, log);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const page = pageOf(reply, request);
  if (request.complete || page.headers['Connection'] !== 'close') {
    send(exchange, page);
    return;
  }
  const headers = { ...exchange.headers, ...page.headers, 'Content-Length': page.body.length };
  response.writeHead(page.status, headers).write(page.body);
  void discardRest(request).then(() => response.end());
}

function pageOf({ status, headers, body }: Reply, request: IncomingMessage): Page & { readonly body: Buffer } {
  return { status, headers: { 'Content-Type': replyType(request), ...headers }, body: Buffer.concat(body) };
}

function send({ response, headers: always }: Exchange, { status, headers, body }: Page): void {
  Object.assign(always, headers);
  if (body === undefined) {
    response.writeHead(status, always).end();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  always['Content-Length'] = String(bytes.length);
  response.writeHead(status, always);
  sendWhole(response, bytes);
}

function checkIsRead({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD') throw notAllowed('GET, HEAD');
}

function notAllowed(allow: string): Refusal {
  const message = `Use ${allow.replace(', ', ' or ')} here.`;
  return new Refusal('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}
