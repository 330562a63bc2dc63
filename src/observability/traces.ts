import type { IncomingHttpHeaders } from 'node:http';
import type { ObserveCall } from '../aleph/transport/calls.ts';

/** One request as a span, and its calls to Aleph as spans inside it. */
export interface Trace {
  readonly observeCall: ObserveCall;
  end(request: TracedRequest): void;
}

/** The facts of a request in its span: no header, variable, document or address. */
export interface TracedRequest {
  readonly requestId: string;
  readonly kind: string;
  readonly operationName: string | undefined;
  readonly status: number;
  readonly codes: readonly string[];
}

/**
 * Starts the span of a request, as a child of the span that `traceparent` names. Undefined while no provider is
 * registered.
 */
export type Tracing = (headers: IncomingHttpHeaders) => Trace | undefined;
