import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ExecutionResult, printSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { admit, type Gate } from './admission.ts';
import type { Aleph } from './aleph/client.ts';
import type { Config } from './config.ts';
import { createDocuments } from './documents.ts';
import { createGraphiql, type GraphiqlOptions } from './graphiql/graphiql.ts';
import type { GraphQLParameters } from './http/bodies.ts';
import type { Exchange } from './http/exchange.ts';
import { createFront } from './http/front.ts';
import type { Log } from './log.ts';
import { answerOf, refusedResult } from './results.ts';
import { schema } from './schema/index.ts';

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
const DRAIN_MS = 25_000;
const DRAIN_POLL_MS = 20;

/** From here a request goes: front → admit → Yoga's executor and our resolvers → answerOf. */
export function createServer(aleph: Aleph, config: Config, { log, sandboxCredentials }: ServerOptions): Server {
  const yoga = createExecution({ schema, documents: createDocuments(schema), aleph }, log);
  let draining = false;
  let underWay = 0;
  const front = createFront({
    config,
    log,
    schemaText: `${printSchema(schema)}\n`,
    graphiql: config.graphiql
      ? createGraphiql({ endpoint: GRAPHQL_PATH, ...(sandboxCredentials && { sandboxCredentials }) })
      : undefined,
    isDraining: () => draining,
    runOperation: (exchange, parameters) => {
      // Yoga takes a body that somebody has read, and reads no other.
      const request = Object.assign(exchange.request, { body: parameters });
      request.headers['content-type'] = 'application/json';
      return yoga(request, exchange.response, { exchange });
    },
  });
  const server = createHttpServer(
    {
      requestTimeout: 15_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      underWay += 1;
      response.once('close', () => {
        underWay -= 1;
      });
      front(request, response);
    },
  );
  server.on('clientError', refuseBrokenHttp);

  return {
    async listen() {
      server.listen(config.port, config.host);
      await once(server, 'listening');
      return `http://${hostInUrl(config.host)}:${(server.address() as AddressInfo).port}`;
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

/** What Node's parser cannot read never becomes a request; it still gets an answer in our form. */
function refuseBrokenHttp(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify({
    errors: [{ message: 'This is not a valid HTTP request.', extensions: { code: 'BAD_REQUEST', retryable: false } }],
  });
  const head = ['HTTP/1.1 400 Bad Request', 'Content-Type: application/json; charset=utf-8', 'Connection: close'];
  socket.end(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function close(server: HttpServer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
