import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { type PublicError, publicErrors, Refusals } from './errors.ts';
import type { Exchange } from './http/exchange.ts';
import { type Log, placeOf } from './log.ts';

/** What goes out: an HTTP status, headers that belong to it, and a GraphQL response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly GraphQLFormattedError[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

/** What an operation came to; errors of any kind. */
type Outcome = Pick<ExecutionResult, 'data'> & { readonly errors?: readonly Error[] };

/** The reply to an operation that ran: errors with codes and the request id, and the call receipt for who wants it. */
export function replyTo({ data, errors = [] }: Outcome, exchange: Exchange, log: Log): Reply {
  const shown = publicErrors(errors, exchange.requestId);
  noteErrors(shown, exchange, log);
  const receipt = exchange.wantsReceipt ? exchange.caller?.client.receipt() : undefined;
  const isOfInterest = data !== undefined || (receipt?.calls.length ?? 0) > 0;
  // With data, a status other than 200 would make clients drop what was answered.
  const http = data === undefined ? shown[0]?.http : undefined;
  return {
    ...(http ?? { status: 200, headers: {} }),
    body: {
      ...(data === undefined ? {} : { data }),
      ...(shown.length === 0 ? {} : { errors: shown.map(({ graphql }) => graphql) }),
      ...(receipt !== undefined && isOfInterest ? { extensions: { aleph: receipt } } : {}),
    },
  };
}

/** The reply to a request that was refused, with every mistake that was found. */
export function refusalTo(error: unknown, exchange: Exchange, log: Log): Reply {
  return replyTo({ errors: error instanceof Refusals ? error.errors : [error as Error] }, exchange, log);
}

function noteErrors(errors: readonly PublicError[], exchange: Exchange, log: Log): void {
  for (const { code, unforeseen } of errors) {
    exchange.errorCodes.push(code);
    if (unforeseen !== undefined)
      log.error({ requestId: exchange.requestId, ...placeOf(unforeseen) }, 'unforeseen error');
  }
}
