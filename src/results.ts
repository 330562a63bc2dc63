import { type ExecutionResult, type GraphQLError, Kind } from 'graphql';
import { variableMistakes } from './coercion.ts';
import { DocumentErrors } from './documents.ts';
import { type PublicError, publicErrors } from './errors.ts';
import type { Exchange } from './http/exchange.ts';
import { type Log, placeOf } from './log.ts';

/** A result as it goes out; `http` is taken off by the server before it is written. */
export interface Answer {
  data?: unknown;
  errors?: readonly GraphQLError[];
  extensions?: Record<string, unknown>;
}

/** Puts a result into its public form: errors with codes and the request id, the call receipt, the HTTP status. */
export function answerOf(result: ExecutionResult, exchange: Exchange, log: Log): Answer {
  const errors = publicErrors(causesIn(result, exchange), exchange.requestId);
  noteErrors(errors, exchange, log);
  const [first] = errors;
  const extensions: Record<string, unknown> = {};
  // With data, a status other than 200 would make clients drop what was answered.
  if (result.data === undefined && first !== undefined) extensions['http'] = first.http;
  if (exchange.wantsReceipt && exchange.caller) extensions['aleph'] = exchange.caller.client.receipt();
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => error.graphql) }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  };
}

/** What went wrong, with unfitting variables told by argument instead of by the library's message. */
function causesIn({ errors = [] }: ExecutionResult, { operation }: Exchange): readonly unknown[] {
  const isCoercion = errors.some((error) => error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION);
  if (isCoercion && operation !== undefined) return variableMistakes(operation);
  return errors;
}

/** Every error of a document that cannot run, or the one error that stopped the request. */
export function refusedResult(error: unknown): ExecutionResult {
  const errors = error instanceof DocumentErrors ? error.errors : [error];
  return { errors: errors as readonly GraphQLError[] };
}

export function noteErrors(errors: readonly PublicError[], exchange: Exchange, log: Log): void {
  for (const { code, unforeseen } of errors) {
    exchange.errorCodes.push(code);
    if (unforeseen !== undefined)
      log.error({ requestId: exchange.requestId, ...placeOf(unforeseen) }, 'unforeseen error');
  }
}
