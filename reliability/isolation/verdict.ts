import type { Asker } from './askers.ts';

/** A reply with all that is known of the one who asked. */
export interface Asked {
  readonly asker: Asker;
  /** What the asker gets in calm; undefined when that is a refusal. */
  readonly expected: unknown;
  /** Strings that the asker must not see. */
  readonly foreign: Iterable<ReadonlySet<string>>;
  /** The id that was sent along, if one was. */
  readonly proposedId: string | undefined;
}

export interface Received {
  readonly requestId: string | null;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
    readonly extensions?: unknown;
  };
}

/** What a reply gives away that is not its asker's; undefined when it is clean. */
export function leakIn(asked: Asked, { requestId, body }: Received): string | undefined {
  const { data, errors = [], extensions } = body;
  if (asked.proposedId !== undefined && requestId !== asked.proposedId)
    return 'the reply has the id of another request';
  const stranger = errors.find((error) => error.extensions?.['requestId'] !== requestId);
  if (stranger !== undefined) return 'an error has the id of another request';
  if (asked.asker.tenant === undefined && hasContent(data)) return 'data for credentials that open nothing';
  const strings = stringsIn(data);
  // Its own random id may happen to hold the number of an order.
  const words = JSON.stringify([errors, extensions]).replaceAll(String(requestId), '');
  for (const foreign of asked.foreign) {
    const seen = strings.find((text) => foreign.has(text)) ?? [...foreign].find((text) => words.includes(text));
    if (seen !== undefined) return `a string that is not the asker’s: ${seen}`;
  }
  const place = asked.asker.tenant === undefined ? undefined : differenceIn(data, asked.expected, errors.length > 0);
  return place && `other data than in calm, at ${place}`;
}

/** Every string value in a JSON value; names of members are not among them. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function hasContent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasContent);
  return value != null;
}

/** Where `actual` says anything else than `expected`. A branch may be null when an error explains it. */
function differenceIn(actual: unknown, expected: unknown, isExplained: boolean, path = 'data'): string | undefined {
  if (actual == null) return actual === expected || isExplained ? undefined : path;
  if (typeof actual !== 'object') return actual === expected ? undefined : path;
  if (typeof expected !== 'object' || expected === null) return path;
  const [own, due] = [Object.entries(actual), new Map(Object.entries(expected))];
  if (own.length !== due.size) return path;
  for (const [name, value] of own) {
    const found = differenceIn(value, due.get(name), isExplained, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
