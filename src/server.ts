import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions as HttpServerOptions,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Admission, connect, createAdmission } from './admission/admission.ts';
import type { Aleph, AlephClient } from './aleph/client.ts';
import type { Writes } from './aleph/writes/writes.ts';
import { schedulingDelayMs, yieldToConnections } from './async/fair-scheduler.ts';
import type { Follow } from './async/single-flight.ts';
import { type Config, ConfigError } from './config/config.ts';
import type { Caller } from './exchange/caller.ts';
import type { Exchange } from './exchange/exchange.ts';
import { headersOf } from './exchange/headers.ts';
import type { Log } from './exchange/log.ts';
import { GRAPHQL_PATH } from './exchange/paths.ts';
import { createExecution } from './execution/execution.ts';
import { createGraphiql } from './graphiql/graphiql.ts';
import { type GraphiqlOptions, sandboxPictures } from './graphiql/options.ts';
import { createAddresses, limitConnections } from './http/addresses.ts';
import { createAssetRoute } from './http/asset-route.ts';
import { refuseBrokenRequests, refuseTunnels } from './http/broken-requests.ts';
import { createCors } from './http/cors.ts';
import { createDrain, type Drain } from './http/draining.ts';
import { createFront, type FrontOptions } from './http/front.ts';
import { createGraphqlRoute } from './http/graphql-route.ts';
import { createHostCheck } from './http/hosts.ts';
import { createPageRoute } from './http/pages.ts';
import { createPendingReplies } from './http/pending-replies.ts';
import { oneAtATime } from './http/pipelining.ts';
import { type Capacity, createCapacity } from './load/capacity.ts';
import { watchLoopDelay } from './load/event-loop-delay.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { createTelemetry } from './observability/telemetry.ts';
import type { Tracing } from './observability/traces.ts';
import { openDesk, openWrites } from './placing/placing.ts';
import { printedSchema } from './schema/print.ts';

/**
 * A server that `createServer` made.
 *
 * @example
 * const stop = async (server: Server) => server.drain();
 */
export interface Server {
  /** Resolves with the server's base URL once it takes requests. */
  listen(): Promise<string>;
  /** Finishes the requests under way and rejects new ones. Resolves when the last reply is out, or after 27 seconds. */
  drain(): Promise<void>;
}

export interface ServerOptions {
  readonly log: Log;
  readonly tracing?: Tracing | undefined;
  /** Measures the delay of the event loop. Tests replace it. */
  readonly watchLoop?: typeof watchLoopDelay;
  /** Public credentials, for the GraphiQL page to fill in. */
  readonly sandboxCredentials?: GraphiqlOptions['sandboxCredentials'] | undefined;
}

const HTTP_OPTIONS: HttpServerOptions = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
  // The front answers a request without Host itself, with an error in our form.
  requireHostHeader: false,
};

/**
 * Connections that may wait for `accept`. A client that finds the backlog full tries again only after 1 s, then 3 s.
 */
const BACKLOG = 2_048;
/** Without a listener for `checkExpectation`, Node answers an unknown Expect header itself, with an empty 417. */
const REQUEST_EVENTS = ['request', 'checkExpectation'] as const;

/**
 * Makes the HTTP server of a client of Aleph. A request passes front → route → admit → compiled query or Yoga's
 * executor → resolvers → replyTo. `listen` opens the port.
 *
 * @example
 * const config = loadConfig();
 * const aleph = createAleph(config);
 * const server = createServer(aleph, config, { log: createLog('info') });
 * const url = await server.listen();
 * process.once('SIGTERM', () => server.drain().then(aleph.close));
 */
export function createServer(
  aleph: Aleph,
  config: Config,
  { log, tracing, watchLoop = watchLoopDelay, sandboxCredentials }: ServerOptions,
): Server {
  const drain = createDrain();
  const load = watchLoad(config, watchLoop);
  const { metrics } = load;
  const writes = config.mutations ? openWrites(aleph, config, { log, metrics }) : undefined;
  const addresses = createAddresses(config.trustedProxies);
  const front = createFront({
    routes: createRoutes(aleph, config, {
      ...load,
      log,
      drain,
      writes,
      sandboxCredentials,
      url: () => urlOf(server, config),
    }),
    checkHost: createHostCheck(config),
    telemetry: createTelemetry({ log, metrics, tracing }),
    addresses,
    drain,
    log,
  });
  const replies = createPendingReplies();
  const serve = oneAtATime(front, replies);
  const server = createHttpServer(HTTP_OPTIONS);
  limitConnections(server, addresses);
  for (const event of REQUEST_EVENTS) server.on(event, serve);
  server
    .on('connection', yieldToConnections)
    .on('clientError', refuseBrokenRequests(log, replies))
    .on('connect', refuseTunnels(log, replies));

  return {
    async listen() {
      await writes?.open().catch((error: Error) => {
        throw new ConfigError([error.message]);
      });
      server.listen({ port: config.port, host: config.host, backlog: BACKLOG });
      await once(server, 'listening');
      return urlOf(server, config);
    },
    async drain() {
      await Promise.all([drain.begin(), writes?.idle()]);
      writes?.close();
      load.stop();
      await close(server);
    },
  };
}

interface RouteParts extends Pick<ServerOptions, 'log' | 'sandboxCredentials'> {
  readonly metrics: Metrics;
  readonly capacity: Capacity;
  readonly drain: Drain;
  readonly writes: Writes | undefined;
  readonly url: () => string;
}

/** Routes in order: the first that covers a path serves it. */
function createRoutes(
  aleph: Aleph,
  config: Config,
  { metrics, capacity, log, drain, writes, sandboxCredentials, url }: RouteParts,
): FrontOptions['routes'] {
  const { operationTimeoutMs: timeoutMs } = config;
  const allowOrigin = createCors({ config, log });
  const baseUrl = () => config.publicUrl ?? url();
  const assetRoute = config.assetRoute
    ? createAssetRoute({ assets: aleph.assets, allowOrigin, drain, baseUrl })
    : undefined;
  const graphiql = config.graphiql ? createGraphiql(graphiqlOptionsOf(aleph, config, sandboxCredentials)) : undefined;
  const noteSlow = noteSlowDocuments(log, metrics);
  const deskOf = writes && ((client: AlephClient) => openDesk(client, writes, config));
  const admission = createAdmission(aleph, config, { noteSlow, deskOf, loadUrlsFor: assetRoute?.urlsFor });
  const graphqlRoute = createGraphqlRoute({
    config,
    allowOrigin,
    capacity,
    drain,
    pages: graphiql,
    connect: (exchange) => connectExchange(admission, exchange),
    run: createExecution(admission, log),
  });
  const schemaText = config.introspection ? printedSchema() : undefined;
  const pageRoute = createPageRoute({ timeoutMs, schemaText, metrics, graphiql, drain });
  return assetRoute === undefined ? [graphqlRoute, pageRoute] : [graphqlRoute, assetRoute, pageRoute];
}

/** Pictures come from the sandbox, from this server, and from where the operator allows. */
function graphiqlOptionsOf(
  aleph: Aleph,
  { mapTilesUrl: tilesUrl, pictureOrigins, assetRoute, publicUrl }: Config,
  sandboxCredentials: GraphiqlOptions['sandboxCredentials'],
): GraphiqlOptions {
  const ofAssetRoute = assetRoute && publicUrl !== undefined ? [new URL(publicUrl).origin] : [];
  return {
    endpoint: GRAPHQL_PATH,
    sandboxCredentials,
    tilesUrl,
    pictureOrigins: [...sandboxPictures(aleph, sandboxCredentials), ...ofAssetRoute, ...pictureOrigins],
  };
}

function connectExchange(admission: Admission, exchange: Exchange): Caller | undefined {
  const { request, signal, address, observeCall: observe } = exchange;
  const follow: Follow = (joined) => exchange.slot?.follow(joined) ?? joined.result;
  return connect(admission, { headers: headersOf(request), signal, address }, { observe, follow });
}

/** Measures the load, bounds it with the capacity, and shows it in metrics. */
function watchLoad({ maxConcurrent, maxConcurrentPerCaller }: Config, watchLoop: typeof watchLoopDelay) {
  const loopDelay = watchLoop((delayMs) => capacity.adjust(Math.max(delayMs, schedulingDelayMs())));
  const metrics = createMetrics({
    atWork: () => capacity.atWork,
    waiting: () => capacity.waiting,
    loopDelayMs: () => loopDelay.worstMs,
  });
  const capacity = createCapacity(
    { atOnce: maxConcurrent, perCaller: maxConcurrentPerCaller },
    { isStalled: () => loopDelay.isStalled, noteShed: metrics.noteShed },
  );
  return { metrics, capacity, stop: loopDelay.stop };
}

function noteSlowDocuments(log: Log, metrics: Metrics) {
  return (slow: object) => {
    metrics.noteSlowDocument();
    log.warn(slow, 'slow document');
  };
}

async function close(server: HttpServer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function urlOf(server: HttpServer, { host }: Config): string {
  return `http://${hostInUrl(host)}:${(server.address() as AddressInfo).port}`;
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
