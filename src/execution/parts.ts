import type { Limits } from '../admission/limits.ts';
import { countReply } from '../admission/reply-size.ts';
import { publicErrors } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import { noteErrors, type Reply, replyTo } from '../exchange/reply.ts';
import { jsonOf } from './outcomes.ts';

/**
 * A part of a result, in the form of incremental delivery that clients speak (2022-08-24). The first one has the data
 * without its deferred fragments and streamed rows, the others bring these.
 */
export interface Part {
  readonly data?: unknown;
  readonly errors?: readonly Error[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly incremental?: readonly Increment[];
  readonly hasNext: boolean;
}

interface Increment {
  readonly data?: unknown;
  readonly items?: unknown;
  readonly path?: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly Error[] | undefined;
}

export function isInParts(result: object): result is AsyncIterable<Part> {
  return Symbol.asyncIterator in result;
}

/** The same part with its errors mapped, wherever they stand. */
export function withErrors<T extends Pick<Part, 'errors' | 'incremental'>>(part: T, map: (error: Error) => Error): T {
  const { errors, incremental } = part;
  if (errors === undefined && incremental === undefined) return part;
  return {
    ...part,
    ...(errors && { errors: errors.map(map) }),
    ...(incremental && { incremental: incremental.map((one) => withErrors(one, map)) }),
  };
}

export interface PartsOptions {
  readonly exchange: Exchange;
  readonly log: Log;
  readonly limits: Limits;
}

/**
 * The reply to an operation whose result comes in parts. The limit on the length of a reply holds for all of them
 * together, and the last one has the call receipt. Throws as `replyTo` does, as long as nothing is sent.
 */
export async function replyInParts(results: AsyncIterable<Part>, options: PartsOptions): Promise<Reply> {
  const { exchange, log, limits } = options;
  const count = countReply(limits);
  const rest = results[Symbol.asyncIterator]();
  try {
    const { data, errors, extensions } = (await rest.next()).value as Part;
    const first = replyTo({ data: jsonOf(data, count), errors, extensions, hasNext: true }, { exchange, log, count });
    return { ...first, parts: bodiesOf(first.body, rest, { ...options, count }) };
  } catch (error) {
    await rest.return?.();
    throw error;
  }
}

type Counted = PartsOptions & { readonly count: (bytes: number) => void };

async function* bodiesOf(
  first: readonly Buffer[],
  rest: AsyncIterator<Part>,
  options: Counted,
): AsyncGenerator<readonly Buffer[]> {
  let part: Part | undefined;
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      part = next.value;
      yield jsonOf(shown(part, options), options.count);
    }
  } catch (error) {
    // The status is sent. So the fragment that could not be written is null, with the error.
    yield jsonOf(shown(failed(part, error as Error), options), () => undefined);
  } finally {
    options.exchange.slot?.leave();
    await rest.return?.();
  }
}

function failed(part: Part | undefined, error: Error): Part {
  const [{ path = [], label } = {}] = part?.incremental ?? [];
  return {
    incremental: [{ data: null, path, ...(label !== undefined && { label }), errors: [error] }],
    hasNext: false,
  };
}

/** A part as its client sees it. */
function shown({ incremental, hasNext }: Part, { exchange, log }: PartsOptions): object {
  const { requestId, wantsReceipt, caller } = exchange;
  const receipt = wantsReceipt && !hasNext ? caller?.client.receipt() : undefined;
  const shownIncrement = ({ errors = [], ...increment }: Increment) => {
    const known = publicErrors(errors, requestId);
    noteErrors(known, exchange, log);
    return { ...increment, ...(known.length > 0 && { errors: known.map(({ graphql }) => graphql) }) };
  };
  return {
    ...(incremental && { incremental: incremental.map(shownIncrement) }),
    ...(receipt && { extensions: { aleph: receipt } }),
    hasNext,
  };
}
