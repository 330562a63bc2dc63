import { openYoga } from './aleph-yoga.ts';
import { type HostRequest, type HostResponse, handle } from './node-requests.ts';
import type { FacadeOptions } from './options.ts';
import type { FacadeParts } from './upstream.ts';

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
