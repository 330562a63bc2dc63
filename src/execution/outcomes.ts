import type { GraphQLError } from 'graphql';
import type { Limits } from '../admission/limits.ts';
import { type CountReply, countReply } from '../admission/reply-size.ts';
import { RequestError } from '../exchange/errors.ts';
import type { Outcome } from '../exchange/reply.ts';
import { JsonBytes } from '../json/bytes.ts';

/** The outcome of an operation, and the counter of the bytes of its reply. */
export interface Run {
  readonly outcome: Outcome;
  readonly count: CountReply;
}

type Data = Readonly<Record<string, unknown>>;

/** A longer member of a payload is left out where the whole reply is too long. */
const LONGEST_KEPT = 10_000;

/**
 * An error of a mutation means that nothing was placed, so there is none for a part of the payload that could not be
 * read: it is null, and the log alone tells why. A reply that is too long loses such parts, never its outcome.
 */
export function outcomeOfMutation(
  data: Data | null | undefined,
  errors: readonly GraphQLError[] = [],
  limits: Limits,
): Run {
  const isOfField = ({ path = [] }: GraphQLError) => path.length <= 1;
  const said = errors.filter(isOfField);
  const unsaid = errors.filter((error) => !isOfField(error));
  const outcomeOf = (shown: Data | null | undefined) => {
    const count = countReply(limits);
    const json = shown === undefined ? undefined : jsonOf(shown, count);
    return { outcome: { data: json, errors: said.length > 0 ? said : undefined, unsaid }, count };
  };
  try {
    return outcomeOf(data);
  } catch (error) {
    if (!(error instanceof RequestError) || data == null) throw error;
    return outcomeOf(Object.fromEntries(Object.entries(data).map(([name, payload]) => [name, shortened(payload)])));
  }
}

function shortened(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return payload;
  const members = Object.entries(payload).map(([name, value]) => {
    const isLong = typeof value === 'object' && JSON.stringify(value).length > LONGEST_KEPT;
    return [name, isLong ? null : value];
  });
  return Object.fromEntries(members);
}

export function jsonOf(data: unknown, count: CountReply): readonly Buffer[] {
  const json = new JsonBytes(count);
  json.addTree(data);
  return json.take();
}
