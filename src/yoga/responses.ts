import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Limits } from '../admission/limits.ts';
import { countReply } from '../admission/reply-size.ts';
import { publicError, RequestErrors, ShownError } from '../exchange/errors.ts';
import { clientLeft } from '../exchange/exchange.ts';
import { type Log, placeOf } from '../exchange/log.ts';
import { type Outcome, type Reply, replyTo, replyToFailure } from '../exchange/reply.ts';
import { noteWrite } from '../execution/audit.ts';
import { jsonOf, outcomeOfMutation, type Run } from '../execution/outcomes.ts';
import { type Part, replyInParts, withErrors } from '../execution/parts.ts';
import { MULTIPART_HEADERS, multipartOf } from '../http/multipart.ts';
import type { Page } from '../http/page-source.ts';
import { replyPage } from '../http/request-errors.ts';
import type { FetchExchange } from './exchanges.ts';

/** The result of an executor. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly Error[] | undefined;
  readonly extensions?: Outcome['extensions'];
}

/** Makes the responses of one endpoint. */
export interface Responses {
  page(exchange: FetchExchange, page: Page): Response;
  failure(exchange: FetchExchange, error: unknown): Response;
  result(exchange: FetchExchange, result: Result): Response;
  /** A response in parts. It closes the exchange with its last part. */
  parts(exchange: FetchExchange, results: AsyncIterable<Part>): Promise<Response>;
  /**
   * Errors of fields as their callers see them. Mapped before any other plugin sees them, so that a Yoga which masks
   * errors leaves them as they are.
   */
  publicResult<T extends Result | Part>(exchange: FetchExchange, result: T): T;
}

export function createResponses(limits: Limits, log: Log): Responses {
  const replyPageOf = (exchange: FetchExchange, reply: Reply) => page(exchange, replyPage(reply, exchange.request));
  const answer = (exchange: FetchExchange, reply: Reply) => {
    const parts = multipartOf(reply, exchange);
    return parts === undefined ? replyPageOf(exchange, reply) : streamed(exchange, reply, parts);
  };
  const failure = (exchange: FetchExchange, error: unknown) => {
    const said = error instanceof RequestErrors ? new RequestErrors(error.errors.map(shown)) : shown(error);
    const reply = replyToFailure(said, exchange, log);
    noteWrite(exchange, log, said);
    return replyPageOf(exchange, reply);
  };

  return {
    page,
    failure,
    result(exchange, result) {
      const { data, errors = [] } = result;
      try {
        // Yoga drops the errors of an aborted operation.
        if (data === undefined) throw new RequestErrors(errors.length > 0 ? errors : [clientLeft()]);
        const { outcome, count } = exchange.run ?? runOf(exchange, withErrors(result, shown), limits);
        const reply = replyTo(outcome, { exchange, log, count });
        noteWrite(exchange, log);
        return answer(exchange, reply);
      } catch (error) {
        return failure(exchange, error);
      }
    },
    async parts(exchange, results) {
      try {
        return answer(exchange, await replyInParts(shownParts(results), { exchange, log, limits }));
      } catch (error) {
        return failure(exchange, error);
      }
    },
    publicResult: (exchange, result) => withErrors(result, (error) => publicCopy(error, exchange.requestId, log)),
  };
}

function page(exchange: FetchExchange, { status, headers, body }: Page): Response {
  const { ResponseType, headers: always } = exchange;
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  // The connection belongs to the host.
  const { Connection: _, ...all }: Record<string, string> = { ...always, ...length, ...headers };
  return new ResponseType(body === undefined ? null : bodyOf(body), { status, headers: all });
}

function runOf({ mutation }: FetchExchange, { data, errors, extensions }: Result, limits: Limits): Run {
  if (mutation === undefined) {
    const count = countReply(limits);
    return { outcome: { data: jsonOf(data, count), errors, extensions }, count };
  }
  const { outcome, count } = outcomeOfMutation(
    data as Record<string, unknown> | null,
    errors as GraphQLError[],
    limits,
  );
  return { outcome: { ...outcome, extensions }, count };
}

async function* shownParts(results: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of results) yield withErrors(part, shown);
}

function streamed(exchange: FetchExchange, { status }: Reply, body: AsyncIterable<Buffer>): Response {
  const { ResponseType, headers } = exchange;
  const parts = body[Symbol.asyncIterator]();
  const close = () => exchange.close(status);
  exchange.isStreaming = true;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done !== true) return controller.enqueue(new Uint8Array(next.value));
      close();
      controller.close();
    },
    async cancel() {
      exchange.abort(clientLeft());
      close();
      await parts.return?.();
    },
  });
  return new ResponseType(stream, { status, headers: { ...headers, ...MULTIPART_HEADERS } });
}

/** A text where that is exact, since a text is what most hosts send fastest. */
function bodyOf(body: Buffer | string): BodyInit {
  return typeof body === 'string' ? body : new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length);
}

/**
 * Whether a plugin of the host made an error for its callers: a GraphQLError with a code. All others stay hidden, since
 * the messages of graphql-js may repeat values.
 */
export function isPublic(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && error.originalError == null && typeof error.extensions['code'] === 'string';
}

function shown<T>(error: T): T | GraphQLError {
  return isPublic(error) ? copyOf(error, error.message, { originalError: new ShownError(error) }) : error;
}

function copyOf(error: Error, message: string, rest: GraphQLErrorOptions): GraphQLError {
  const { nodes, source, positions, path } = error instanceof GraphQLError ? error : ({} as Partial<GraphQLError>);
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
  return new GraphQLError(message, { ...place, ...rest });
}

function publicCopy(error: Error, requestId: string, log: Log): Error {
  if (isPublic(error)) return error;
  const { graphql, unforeseen } = publicError(error, requestId);
  if (unforeseen !== undefined) log.error({ requestId, ...placeOf(unforeseen) }, 'unforeseen error');
  return copyOf(error, graphql.message, { extensions: graphql.extensions });
}
