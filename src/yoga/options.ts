import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits } from '../admission/limits.ts';
import type { ArchiveEnd } from '../aleph/archive.ts';

/** Aleph credentials as plain strings: an access token, or a client id and its secret. */
export type HostCredentials =
  | { readonly kind: 'TOKEN'; readonly token: string }
  | { readonly kind: 'PAIR'; readonly clientId: string; readonly clientSecret: string };

/** What the host passed along with a request. Under `handler` it has the request and the response of node:http. */
export interface FacadeContext {
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
  readonly [name: string]: unknown;
}

/** A log as far as a facade writes one: pino, `createLog` and `console` fit. Records hold no secret, header or query. */
export interface FacadeLog {
  info(record: object, message: string): void;
  warn(record: object, message: string): void;
  error(record: object, message: string): void;
}

/** Addresses of an Aleph. */
export interface FacadeUpstream {
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly audience?: string | undefined;
}

/** Mutations that run. Each of these defaults to what the server has without a setting. */
export interface FacadeMutations {
  /** The only contracts that may be written to. */
  readonly contracts?: readonly string[] | undefined;
  /** Tasks and orders of one contract within an hour. */
  readonly maxPlacementsPerHour?: number | undefined;
  /** The store of keys that several processes share, such as `redis://127.0.0.1:6379`; by default it is in memory. */
  readonly redisUrl?: string | undefined;
  readonly settleMs?: number | undefined;
  readonly lookupDelayMs?: number | undefined;
}

/**
 * Options of a facade inside another program, the host.
 *
 * @example
 * const options: FacadeOptions = {
 *   upstream: 'live',
 *   path: '/api/graphql',
 *   credentials: async (request) => {
 *     const token = request.headers.get('cookie')?.match(/aleph=([^;]+)/)?.[1];
 *     return token === undefined ? undefined : { kind: 'TOKEN', token };
 *   },
 * };
 */
export interface FacadeOptions {
  /** `live` by default. `sandbox` starts a sandbox of Aleph in this process, on a free port of loopback. */
  readonly upstream?: 'sandbox' | 'live' | FacadeUpstream | undefined;
  /** The path of the endpoint as browsers see it; `/graphql` by default. GraphiQL loads its files from below it. */
  readonly path?: string | undefined;
  /**
   * Turns the host's session into Aleph credentials. Undefined means that there is no session. A request then needs the
   * header `GraphQL-Require-Preflight`, and runs no operation by GET, so that other sites cannot use the session.
   */
  readonly credentials?:
    | ((
        request: Request,
        context: FacadeContext,
      ) => HostCredentials | undefined | null | Promise<HostCredentials | undefined | null>)
    | undefined;
  /** With `credentials`: whether a request may bring its own in its headers. They then go before the session. */
  readonly allowRequestCredentials?: boolean | undefined;
  /** Plugins of Yoga or Envelop. Their GraphQLErrors reach the client if they have an `extensions.code`. */
  readonly plugins?: readonly object[] | undefined;
  /** Limits of one request; the defaults are those of the server. */
  readonly limits?: Partial<Limits> | undefined;
  /** Exact origins of pages that may read replies; in front of the sandbox, those on loopback may too. */
  readonly cors?: readonly string[] | undefined;
  /** Whether browsers get GraphiQL; by default in front of the sandbox alone. */
  readonly graphiql?: boolean | undefined;
  /** Whether introspection is allowed; true by default. */
  readonly introspection?: boolean | undefined;
  /** Whether mutations run; by default in front of the sandbox alone. */
  readonly mutations?: boolean | FacadeMutations | undefined;
  /** Documents that clients name by `documentId`. With `only`, no other document runs. */
  readonly trustedDocuments?:
    | { readonly mode: 'allow' | 'only'; readonly documents: Readonly<Record<string, string>> }
    | undefined;
  /** By default warnings, errors and the audit line of each write go to standard output, as lines of JSON. */
  readonly log?: FacadeLog | undefined;
  /** The client's address for the limits on sign-ins; by default the peer under `handler`, and unknown under `fetch`. */
  readonly addressOf?: ((request: Request, context: FacadeContext) => string | undefined) | undefined;
  readonly operationTimeoutMs?: number | undefined;
  readonly upstreamTimeoutMs?: number | undefined;
  readonly tokenTimeoutMs?: number | undefined;
  /** Calls to Aleph of one operation. */
  readonly maxUpstreamCalls?: number | undefined;
  /** Whether Aleph's archive search includes its last day. */
  readonly archiveEnd?: ArchiveEnd | undefined;
}
