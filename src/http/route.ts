import type { Exchange } from '../exchange/exchange.ts';

/** A part of the paths of this server. */
export interface Route {
  readonly covers: (path: string) => boolean;
  /** The longest that an exchange may take before its reply is ready. */
  readonly timeoutMs: number;
  /** Headers of every reply, refusals before `serve` included. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends a reply, or throws what refuses the request. */
  readonly serve: (exchange: Exchange) => Promise<void>;
}
