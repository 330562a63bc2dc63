import type { KeyState } from '../aleph/writes/keyed-error.ts';
import { type PublicError, publicErrors, RequestError, RequestErrors } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type Log, placeOf } from './log.ts';

/** An HTTP status, the headers that belong to it, and a GraphQL response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as consecutive pieces. */
  readonly body: readonly Buffer[];
  /** Set for a reply in parts: the body is the first of them. Each is JSON, as pieces. It never rejects. */
  readonly parts?: AsyncIterable<readonly Buffer[]>;
}

/** The result of an operation: data as JSON, and errors of any kind. */
export interface Outcome {
  /** Undefined where the operation failed as a whole. */
  readonly data?: readonly Buffer[] | undefined;
  readonly errors?: readonly Error[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  /** Whether more parts follow; absent for a result that is whole. */
  readonly hasNext?: boolean;
  /** Errors for the log alone. */
  readonly unsaid?: readonly Error[] | undefined;
}

export interface ReplyOptions {
  readonly exchange: Exchange;
  readonly log: Log;
  /** Called with the bytes of the reply besides the data. It may throw, when the reply is too long. */
  readonly count: (bytes: number) => void;
}

/**
 * The reply to an operation: data, errors with codes and the request id, and the call receipt where the request asks
 * for it.
 */
export function replyTo(
  { data, errors = [], unsaid = [], extensions = {}, hasNext = false }: Outcome,
  { exchange, log, count }: ReplyOptions,
): Reply {
  const { requestId } = exchange;
  const shown = publicErrors(errors, requestId, keyStateOf(exchange));
  noteErrors([...shown, ...publicErrors(unsaid, requestId)], exchange, log);
  const receipt = exchange.wantsReceipt && !hasNext ? exchange.caller?.client.receipt() : undefined;
  const hasReceipt = data !== undefined || (receipt?.calls.length ?? 0) > 0;
  // A status other than 200 would make clients drop the data.
  const { status, headers } = (data === undefined ? shown[0]?.http : undefined) ?? ANSWERED;
  const added = receipt !== undefined && hasReceipt ? { ...extensions, aleph: receipt } : extensions;
  const members = JSON.stringify({
    ...(shown.length === 0 ? {} : { errors: shown.map(({ graphql }) => graphql) }),
    ...(Object.keys(added).length === 0 ? {} : { extensions: added }),
    ...(hasNext ? { hasNext } : {}),
  });
  const body = data === undefined ? [Buffer.from(members)] : around(data, members);
  count(Buffer.byteLength(members) + (data === undefined ? 0 : DATA.length));
  return { status, headers, body };
}

/** The state of the key for an error of a placement that has none: a plugin may throw after the key was claimed. */
function keyStateOf({ mutation, caller }: Exchange): KeyState | undefined {
  if (mutation?.startsWith('create') !== true) return undefined;
  return caller?.context.writes?.audit.key === undefined ? 'UNASKED' : 'HELD';
}

/** A JSON object of the data, followed by the members of another object. */
function around(data: readonly Buffer[], members: string): readonly Buffer[] {
  return [DATA, ...data, members === '{}' ? DATA_END : Buffer.from(`,${members.slice(1)}`)];
}

const ANSWERED = { status: 200, headers: {} };
const DATA = Buffer.from('{"data":');
const DATA_END = Buffer.from('}');

/** The reply to a request that failed as a whole, with all its errors. */
export function replyToFailure(error: unknown, exchange: Exchange, log: Log): Reply {
  const errors = error instanceof RequestErrors ? error.errors : [error as Error];
  const reply = replyTo({ errors }, { exchange, log, count: () => undefined });
  if (error instanceof RequestError && error.details.batch !== undefined) return repeated(reply, error.details.batch);
  return exchange.inEvents === true ? asEvents(reply) : reply;
}

/** A list of the same response. Clients that batch read it with any status only as the GraphQL type. */
function repeated({ body, headers, ...rest }: Reply, times: number): Reply {
  const responses = Array<string>(times).fill(Buffer.concat(body).toString());
  return {
    ...rest,
    headers: { ...headers, 'Content-Type': 'application/graphql-response+json; charset=utf-8' },
    body: [Buffer.from(`[${responses.join(',')}]`)],
  };
}

/** A stream of one response, in the form of graphql-sse. Its clients read no stream with another status than 200. */
function asEvents({ headers, body }: Reply): Reply {
  return {
    status: 200,
    headers: { ...headers, 'Content-Type': 'text/event-stream; charset=utf-8' },
    body: [Buffer.from('event: next\ndata: '), ...body, Buffer.from('\n\nevent: complete\ndata:\n\n')],
  };
}

/** Keeps the codes of errors for the line of the log. */
export function noteErrors(errors: readonly PublicError[], exchange: Exchange, log: Log): void {
  for (const { code, unforeseen } of errors) {
    exchange.errorCodes.push(code);
    if (unforeseen !== undefined)
      log.error({ requestId: exchange.requestId, ...placeOf(unforeseen) }, 'unforeseen error');
  }
}
