import { type ExecutionResult, type GraphQLError, Kind } from 'graphql';
import { variableMistakes } from './coercion.ts';
import { DocumentErrors } from './documents.ts';
import { type PublicError, publicErrors } from './errors.ts';
import type { Exchange } from './http/exchange.ts';
import { type Log, placeOf } from './log.ts';

/** What goes out: an HTTP status, headers that belong to it, and a GraphQL response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly GraphQLError[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

/** The reply to an operation that ran: errors with codes and the request id, and the call receipt for who wants it. */
export function replyTo({ data, errors = [] }: ExecutionResult, exchange: Exchange, log: Log): Reply {
  const shown = publicErrors(causesIn(errors, exchange), exchange.requestId);
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

/** The reply to a request that was refused: every error of a document that cannot run, or the one that stopped it. */
export function refusalTo(error: unknown, exchange: Exchange, log: Log): Reply {
  const causes = error instanceof DocumentErrors ? error.errors : [error];
  return replyTo({ errors: causes as readonly GraphQLError[] }, exchange, log);
}

/** What went wrong, with unfitting variables told by argument instead of by the library's message. */
function causesIn(errors: readonly GraphQLError[], { operation }: Exchange): readonly unknown[] {
  const isCoercion = errors.some((error) => error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION);
  if (isCoercion && operation !== undefined) return variableMistakes(operation);
  return errors;
}

function noteErrors(errors: readonly PublicError[], exchange: Exchange, log: Log): void {
  for (const { code, unforeseen } of errors) {
    exchange.errorCodes.push(code);
    if (unforeseen !== undefined)
      log.error({ requestId: exchange.requestId, ...placeOf(unforeseen) }, 'unforeseen error');
  }
}
