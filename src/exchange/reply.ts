import { type PublicError, publicErrors, Refusals } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type Log, placeOf } from './log.ts';

/** What goes out: an HTTP status, headers that belong to it, and a GraphQL response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, piece after piece. */
  readonly body: readonly Buffer[];
}

/** What an operation came to: data as values, or written as JSON already, and errors of any kind. */
export interface Outcome {
  readonly data?: unknown;
  readonly written?: readonly Buffer[];
  readonly errors?: readonly Error[];
}

/** The reply to an operation that ran: errors with codes and the request id, and the call receipt for who wants it. */
export function replyTo({ data, written, errors = [] }: Outcome, exchange: Exchange, log: Log): Reply {
  const shown = publicErrors(errors, exchange.requestId);
  noteErrors(shown, exchange, log);
  const receipt = exchange.wantsReceipt ? exchange.caller?.client.receipt() : undefined;
  const hasData = data !== undefined || written !== undefined;
  const isOfInterest = hasData || (receipt?.calls.length ?? 0) > 0;
  // With data, a status other than 200 would make clients drop what was answered.
  const http = hasData ? undefined : shown[0]?.http;
  const rest = {
    ...(shown.length === 0 ? {} : { errors: shown.map(({ graphql }) => graphql) }),
    ...(receipt !== undefined && isOfInterest ? { extensions: { aleph: receipt } } : {}),
  };
  const body = written === undefined ? [Buffer.from(JSON.stringify({ data, ...rest }))] : around(written, rest);
  const { status, headers } = http ?? ANSWERED;
  return { status, headers, body };
}

/** Data that is written, with the members behind it. */
function around(written: readonly Buffer[], rest: object): readonly Buffer[] {
  const others = JSON.stringify(rest).slice(1);
  return [DATA, ...written, others === '}' ? DATA_END : Buffer.from(`,${others}`)];
}

const ANSWERED = { status: 200, headers: {} };
const DATA = Buffer.from('{"data":');
const DATA_END = Buffer.from('}');

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
