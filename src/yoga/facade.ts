import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { createLog, type Log } from '../exchange/log.ts';
import { createDrain, type Drain } from '../http/draining.ts';
import { schema } from '../schema/index.ts';
import { type HostRequest, type HostResponse, handle } from './node-requests.ts';
import type { FacadeLog, FacadeOptions } from './options.ts';
import { createPlugins, type Plugins } from './plugin.ts';
import { settingsOf } from './settings.ts';
import { openUpstream, type Upstream } from './upstream.ts';

/**
 * A facade inside another program.
 *
 * @example
 * const answer = async (facade: Facade, query: string) => {
 *   const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
 *   return (await facade.fetch(new Request('http://localhost/graphql', init))).json();
 * };
 */
export interface Facade {
  /** For hosts of the Fetch API, such as Next.js, Hono, Bun and Deno. `context` reaches `credentials` and plugins. */
  fetch(request: Request, context?: object): Promise<Response>;
  /** For hosts of node:http, such as Express, and Fastify after `reply.hijack()`. Takes parsed bodies too. */
  handler(request: HostRequest, response: HostResponse, context?: object): Promise<void>;
  /** The Yoga inside. `aleph-graphql/yoga` has its own types. */
  readonly yoga: { fetch(request: Request): Response | Promise<Response> };
  /** Finishes the requests under way and rejects new ones. Resolves when they are done, or after 27 seconds. */
  close(): Promise<void>;
}

/** Parts that tests replace. */
export interface FacadeParts {
  readonly upstream?: Promise<Upstream>;
}

/**
 * Makes a facade for a server that runs already. It opens no port and reads no environment variable. Throws ConfigError
 * with every mistake in the options.
 *
 * @example
 * const facade = createFacade({ upstream: 'sandbox', path: '/graphql' });
 * const url = 'http://localhost/graphql?query={__typename}';
 * const { status } = await facade.fetch(new Request(url, { headers: { authorization: 'Bearer my-token' } }));
 * await facade.close();
 */
export function createFacade(options: FacadeOptions = {}, parts: FacadeParts = {}): Facade {
  const { yoga, drain, guard } = openYoga(options, parts);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await drain.begin();
    await yoga.dispose();
  };
  return {
    fetch: (request, context = {}) => guard(context, (held) => yoga.fetch(request, held)),
    handler: (request, response, context = {}) =>
      handle({ request, response }, (req, res) =>
        guard({ ...context, req: req.raw, res }, (held) => yoga.handleNodeRequestAndResponse(req, res, held)),
      ),
    yoga: { fetch: (request) => yoga.fetch(request) },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * A Yoga with the schema and the rules of the facade. `dispose` closes it.
 *
 * @example
 * const yoga = createAlephYoga({ upstream: 'sandbox' });
 */
export function createAlephYoga(options: FacadeOptions = {}): YogaServerInstance<object, object> {
  return openYoga(options, {}).yoga;
}

/**
 * The rules of the facade as a plugin, for a Yoga that has `schema` of this package. Put it before other plugins.
 *
 * @example
 * const yoga = createYoga({ schema, graphqlEndpoint: '/graphql', graphiql: false, plugins: [useAleph()] });
 */
export function useAleph(options: FacadeOptions = {}): Plugin {
  return pluginsFor(options, {}).first;
}

function pluginsFor(options: FacadeOptions, { upstream }: FacadeParts) {
  const settings = settingsOf(options);
  const drain = createDrain();
  const log = logOf(options.log);
  return { settings, drain, ...createPlugins({ settings, log, drain, upstream: upstream ?? openUpstream(settings) }) };
}

interface Opened extends Pick<Plugins, 'guard'> {
  readonly yoga: YogaServerInstance<object, object>;
  readonly drain: Drain;
}

/** What Yoga would do before or after the rules of the facade is off: the rules do it. */
function openYoga(options: FacadeOptions, parts: FacadeParts): Opened {
  const { settings, drain, first, last, guard } = pluginsFor(options, parts);
  const yoga = createYoga<object, object>({
    schema,
    graphqlEndpoint: settings.path,
    plugins: [first, ...((options.plugins ?? []) as Plugin[]), last],
    parserAndValidationCache: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  });
  return { yoga, drain, guard };
}

function logOf(given: FacadeLog | undefined): Log {
  if (given === undefined) return createLog('warn');
  return {
    info: (record, message) => given.info(record, message),
    warn: (record, message) => given.warn(record, message),
    error: (record, message) => given.error(record, message),
    noteRequest: (record) => given.info(record, 'request'),
  };
}
