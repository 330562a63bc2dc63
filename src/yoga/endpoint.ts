import type { GraphQLParams } from 'graphql-yoga';
import { type Admission, admit, createAdmission } from '../admission/admission.ts';
import type { DocumentsOptions } from '../admission/documents.ts';
import type { Aleph, AlephClient } from '../aleph/client.ts';
import { RequestError } from '../exchange/errors.ts';
import { noteDefinitionOn } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import { type GraphQLParameters, parametersInBody, parametersInUrl } from '../exchange/parameters.ts';
import { searchOf } from '../exchange/paths.ts';
import { createGraphiql } from '../graphiql/graphiql.ts';
import { sandboxPictures } from '../graphiql/options.ts';
import { createCors } from '../http/cors.ts';
import type { Drain } from '../http/draining.ts';
import { ENDPOINT_HEADERS, pageInstead } from '../http/endpoint.ts';
import { checkIsRead } from '../http/methods.ts';
import type { Page, PageSource } from '../http/page-source.ts';
import { openDesk, openWrites } from '../placing/placing.ts';
import { readFetchBody } from './bodies.ts';
import { callerByHeaders, callerBySession, guardSession, usesSession } from './callers.ts';
import type { FetchExchange } from './exchanges.ts';
import type { Settings } from './settings.ts';
import type { Upstream } from './upstream.ts';

export interface EndpointParts {
  readonly settings: Settings;
  readonly log: Log;
  readonly upstream: Promise<Upstream>;
  readonly drain: Drain;
}

/** The rules of the server for requests of the Fetch API. */
export interface Endpoint {
  covers(path: string): boolean;
  /** The page of a request that runs no operation. Undefined for an operation. Throws request errors. */
  pageInstead(exchange: FetchExchange, path: string): Promise<Page | undefined>;
  /** Waits for the writes under way. */
  close(): Promise<void>;
  /** Admits an operation, and notes it on the exchange. `request` has the body. Throws request errors. */
  admit(exchange: FetchExchange, request: Request): Promise<GraphQLParams>;
}

const SIGN_IN = 'Sign in to this site first: it has no session with Aleph credentials for this request.';

export function createEndpoint({ settings, log, upstream, drain }: EndpointParts): Endpoint {
  const { path: endpoint } = settings;
  const folder = `${endpoint === '/' ? '' : endpoint}/graphiql`;
  const allowOrigin = createCors({ config: settings, log });
  const ready = upstream.then(({ aleph, sandboxCredentials }) => ({
    ...openAdmission(aleph, settings, log),
    pages: settings.graphiql
      ? createGraphiql({
          endpoint,
          folder,
          sandboxCredentials,
          hasSession: settings.credentials !== undefined,
          pictureOrigins: sandboxPictures(aleph, sandboxCredentials),
        })
      : undefined,
  }));
  // Each request reports the failure; here it would end the process.
  ready.catch(() => undefined);

  return {
    async close() {
      const { writes } = await ready;
      await writes?.idle();
      writes?.close();
    },
    covers: (path) => path === endpoint || path.startsWith(`${folder}/`),
    async pageInstead(exchange, path) {
      const { pages } = await ready;
      if (path !== endpoint) {
        const file = await fileAt(path, exchange, pages);
        if (file === undefined) throw nothingServed(settings);
        return file;
      }
      Object.assign(exchange.headers, ENDPOINT_HEADERS);
      const page = pageInstead(exchange, { allowOrigin, drain, pages });
      if (page === undefined && usesSession(exchange, settings)) guardSession(exchange);
      return page;
    },
    async admit(exchange, request) {
      const { admission } = await ready;
      const isBySession = usesSession(exchange, settings);
      // Wrong headers are refused before the body is read; a session is looked up for a body that could be read.
      if (!isBySession) exchange.caller = callerByHeaders(admission, exchange);
      const parameters = await parametersOf(exchange, request, settings);
      if (isBySession) exchange.caller = await callerBySession(admission, exchange, { settings, log });
      return run(admission, exchange, { parameters, howToSignIn: isBySession ? SIGN_IN : undefined });
    },
  };
}

function openAdmission(aleph: Aleph, settings: Settings, log: Log) {
  const writes = settings.mutations ? openWrites(aleph, settings, { log, metrics: undefined }) : undefined;
  // Reads go on without the store of keys, and each write tells that it cannot be used.
  writes?.open().catch(({ message }: Error) => log.error({}, message));
  const deskOf = writes && ((client: AlephClient) => openDesk(client, writes, settings));
  const noteSlow: DocumentsOptions['noteSlow'] = (slow) => log.warn(slow, 'slow document');
  return { admission: createAdmission(aleph, settings, { noteSlow, deskOf }), writes };
}

async function fileAt(
  path: string,
  { request }: FetchExchange,
  pages: PageSource | undefined,
): Promise<Page | undefined> {
  const { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch } = request.headers;
  const page = await pages?.asset(path, acceptEncoding, ifNoneMatch);
  if (page !== undefined) checkIsRead(request);
  return page;
}

export function nothingServed({ path }: Pick<Settings, 'path'>): RequestError {
  return new RequestError('ROUTE_NOT_FOUND', `Nothing is served here. POST to ${path}.`);
}

async function parametersOf({ request: head }: FetchExchange, request: Request, { limits }: Settings) {
  if (head.method === 'GET') return parametersInUrl(searchOf(head));
  return parametersInBody(await readFetchBody(request, limits));
}

interface Asked {
  readonly parameters: GraphQLParameters;
  readonly howToSignIn: string | undefined;
}

async function run(admission: Admission, exchange: FetchExchange, asked: Asked): Promise<GraphQLParams> {
  const { caller, checkKind, takesParts } = exchange;
  const operation = await admit(admission, {
    ...asked,
    caller,
    checkKind,
    takesParts: takesParts !== undefined,
    noteDefinition: noteDefinitionOn(exchange),
  });
  exchange.operation = operation;
  const { document, definition, variables } = operation;
  const operationName = definition.name?.value;
  return { query: document.loc?.source.body ?? '', variables, ...(operationName !== undefined && { operationName }) };
}
