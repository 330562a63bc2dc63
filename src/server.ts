import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions as HttpServerOptions,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { admit, type Gate } from './admission.ts';
import type { Aleph } from './aleph/client.ts';
import type { Config } from './config.ts';
import { createDocuments } from './documents.ts';
import { createGraphiql, type GraphiqlOptions } from './graphiql/graphiql.ts';
import { createAssetRoute } from './http/asset-route.ts';
import type { GraphQLParameters } from './http/bodies.ts';
import { refuseBrokenRequests } from './http/broken-requests.ts';
import type { Exchange } from './http/exchange.ts';
import { createFront } from './http/front.ts';
import { replyType } from './http/negotiation.ts';
import type { Log } from './log.ts';
import { answerOf, refusedResult } from './results.ts';
import { schema } from './schema/index.ts';
import { printedSchema } from './schema/print.ts';

export interface Server {
  /** Resolves with the server's base URL once it takes requests. */
  listen(): Promise<string>;
  /** Answers what is under way and refuses what comes; resolves when the last reply is out, or the grace is over. */
  drain(): Promise<void>;
}

export interface ServerOptions {
  readonly log: Log;
  /** Public ones, to be filled in on the GraphiQL page. */
  readonly sandboxCredentials?: GraphiqlOptions['sandboxCredentials'];
}

const GRAPHQL_PATH = '/graphql';
const HTTP_OPTIONS: HttpServerOptions = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
  // The front refuses a request without a host, with an answer in our form.
  requireHostHeader: false,
};
const DRAIN_MS = 25_000;
const DRAIN_POLL_MS = 20;

/** From here a request goes: front → admit → Yoga's executor and our resolvers → answerOf. */
export function createServer(aleph: Aleph, config: Config, { log, sandboxCredentials }: ServerOptions): Server {
  const baseUrl = () => config.publicUrl ?? urlOf(server, config);
  const assetRoute = config.assetRoute ? createAssetRoute(aleph.assets, baseUrl) : undefined;
  const gate = { schema, documents: createDocuments(schema), aleph, loadUrlsFor: assetRoute?.urlsFor };
  const yoga = createExecution(gate, log);
  let draining = false;
  let underWay = 0;
  const front = createFront({
    config,
    log,
    schemaText: printedSchema(),
    graphiql: config.graphiql
      ? createGraphiql({ endpoint: GRAPHQL_PATH, ...(sandboxCredentials && { sandboxCredentials }) })
      : undefined,
    assetRoute,
    isDraining: () => draining,
    runOperation: (exchange, parameters) => {
      // Yoga takes a body that somebody has read, and of several media types the first; the path is judged already.
      const request = Object.assign(exchange.request, { body: parameters, url: GRAPHQL_PATH });
      Object.assign(request.headers, { 'content-type': 'application/json', accept: replyType(request) });
      return yoga(request, exchange.response, { exchange });
    },
  });
  const takeIn: RequestListener = (request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
    front(request, response);
  };
  const server = createHttpServer(HTTP_OPTIONS, takeIn);
  // Without a listener Node answers an unknown expectation itself, with nothing in it.
  server.on('checkExpectation', takeIn);
  server.on('clientError', refuseBrokenRequests(log));

  return {
    async listen() {
      server.listen(config.port, config.host);
      await once(server, 'listening');
      return urlOf(server, config);
    },
    async drain() {
      draining = true;
      const giveUpAt = performance.now() + DRAIN_MS;
      // New work is refused by a reply rather than by a closed port, so the port stays open until the last reply.
      while (underWay > 0 && performance.now() < giveUpAt) await new Promise((done) => setTimeout(done, DRAIN_POLL_MS));
      await close(server);
    },
  };
}

interface ServerContext {
  readonly exchange: Exchange;
}

/** Yoga with everything off that this server does elsewhere or not at all. */
function createExecution(gate: Gate, log: Log) {
  return createYoga<ServerContext>({
    schema: gate.schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ exchange }) => ({ ...exchange.caller?.context }),
    plugins: [useAdmission(gate), useAnswers(log)],
    parserAndValidationCache: false,
    maskedErrors: false,
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    logging: false,
  });
}

/** Runs `admit` before Yoga does anything; what was parsed and validated there is not done again. */
function useAdmission(gate: Gate): Plugin<ServerContext, ServerContext> {
  return {
    async onParams({ params, setResult, context }) {
      try {
        await admit(gate, context.exchange, params as GraphQLParameters);
      } catch (error) {
        setResult(refusedResult(error));
      }
    },
    onParse({ context, setParsedDocument }) {
      const { operation } = context.exchange;
      if (operation !== undefined) setParsedDocument(operation.document);
    },
    onValidate({ setResult }) {
      setResult([]);
    },
  };
}

function useAnswers(log: Log): Plugin<ServerContext, ServerContext> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      setResult(answerOf(result as ExecutionResult, serverContext.exchange, log) as ExecutionResult);
    },
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
