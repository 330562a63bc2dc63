import type { HttpExchange } from '../exchange/exchange.ts';

/** Serves some of the paths of this server. */
export interface Route {
  readonly covers: (path: string) => boolean;
  /** The longest that an exchange may take before its reply is ready. */
  readonly timeoutMs: number;
  /** Headers of every reply, also of request errors before `serve`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends a reply, or throws a request error. */
  readonly serve: (exchange: HttpExchange) => Promise<void>;
}
