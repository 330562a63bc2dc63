import { type PublicError, publicErrors, Refusals } from './errors.ts';
import type { Exchange } from './http/exchange.ts';
import { JsonText } from './json-text.ts';
import { type Log, placeOf } from './log.ts';

/** What goes out: an HTTP status, headers that belong to it, and a GraphQL response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** What an operation came to: data as values, or as JsonText, and errors of any kind. */
export interface Outcome {
  readonly data?: unknown;
  readonly errors?: readonly Error[];
}

/** The reply to an operation that ran: errors with codes and the request id, and the call receipt for who wants it. */
export function replyTo({ data, errors = [] }: Outcome, exchange: Exchange, log: Log): Reply {
  const shown = publicErrors(errors, exchange.requestId);
  noteErrors(shown, exchange, log);
  const receipt = exchange.wantsReceipt ? exchange.caller?.client.receipt() : undefined;
  const isOfInterest = data !== undefined || (receipt?.calls.length ?? 0) > 0;
  // With data, a status other than 200 would make clients drop what was answered.
  const http = data === undefined ? shown[0]?.http : undefined;
  const rest = {
    ...(shown.length === 0 ? {} : { errors: shown.map(({ graphql }) => graphql) }),
    ...(receipt !== undefined && isOfInterest ? { extensions: { aleph: receipt } } : {}),
  };
  return { ...(http ?? { status: 200, headers: {} }), body: bodyOf(data, rest) };
}

function bodyOf(data: Outcome['data'], rest: object): string {
  if (!(data instanceof JsonText)) return JSON.stringify({ data, ...rest });
  const others = JSON.stringify(rest).slice(1);
  return `{"data":${data.text}${others === '}' ? '' : ','}${others}`;
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
