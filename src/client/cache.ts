import { CONNECTIONS, EMBEDDED, LISTS, PAGES, POSSIBLE_TYPES } from './generated/graph.ts';

/** The types of each interface, for Apollo's `InMemoryCache`. */
export const possibleTypes: Record<string, string[]> = POSSIBLE_TYPES;

type KeyArgs = false | readonly string[];

interface MergeOptions {
  mergeObjects(existing: never, incoming: never): unknown;
}

/** How a list is written over an older one. */
interface ListPolicy {
  merge: false | ((existing: unknown, incoming: unknown, options: MergeOptions) => unknown);
}

interface TypePolicy<Policy> {
  keyFields?: readonly string[];
  merge?: boolean;
  fields?: Record<string, Policy | ListPolicy>;
}

/**
 * Policies for Apollo's `InMemoryCache`: connections grow page by page, by `edges`; objects without id are merged with
 * the object they belong to; there is one viewer.
 *
 * @example
 * import { relayStylePagination } from '@apollo/client/utilities';
 * const cache = new InMemoryCache({ possibleTypes, typePolicies: typePolicies(relayStylePagination) });
 */
export function typePolicies<Policy>(
  relayStylePagination: (keyArgs: KeyArgs) => Policy,
): Record<string, TypePolicy<Policy>> {
  const embedded = EMBEDDED.map((name) => [name, { merge: true }] as const);
  const listed = mapped(LISTS, (isEmbedded): ListPolicy => ({ merge: isEmbedded && mergeLists }));
  const paged = mapped(CONNECTIONS, (keyArgs) => relayStylePagination(keyArgs.length > 0 && keyArgs));
  const policies: Record<string, TypePolicy<Policy>> = { Viewer: { keyFields: [] }, ...Object.fromEntries(embedded) };
  for (const byType of [listed, paged]) {
    for (const [name, fields] of Object.entries(byType)) {
      policies[name] = { ...policies[name], fields: { ...policies[name]?.fields, ...fields } };
    }
  }
  return policies;
}

/** Objects without id have no key of their own; there is one viewer. For graphcache's `cacheExchange`. */
export const keys: Record<string, () => string | null> = {
  Viewer: () => 'viewer',
  ...Object.fromEntries([...EMBEDDED, ...PAGES].map((name) => [name, () => null])),
};

/**
 * Resolvers for graphcache's `cacheExchange`, by which connections grow page by page.
 *
 * @example
 * import { relayPagination } from '@urql/exchange-graphcache/extras';
 * const exchange = cacheExchange({ keys, resolvers: resolvers(relayPagination) });
 */
export function resolvers<Resolver>(relayPagination: () => Resolver): Record<string, Record<string, Resolver>> {
  return mapped(CONNECTIONS, () => relayPagination());
}

type Row = Readonly<Record<string, unknown>>;

/** Two readings of one list, each with some members of its rows. Where they differ in a member, the list has changed. */
function mergeLists(older: unknown, newer: unknown, { mergeObjects }: MergeOptions): unknown {
  const rows: readonly Row[] = Array.isArray(older) ? older : [];
  if (!Array.isArray(newer) || rows.length !== newer.length) return newer;
  const isSame = rows.every((row, index) => isSameRow(row, newer[index]));
  return isSame ? rows.map((row, index) => mergeObjects(row as never, newer[index] as never)) : newer;
}

function isSameRow(older: Row, newer: Row): boolean {
  return Object.entries(older).every(([name, value]) => typeof value === 'object' || (newer[name] ?? value) === value);
}

function mapped<From, To>(
  byType: Readonly<Record<string, Readonly<Record<string, From>>>>,
  change: (value: From) => To,
): Record<string, Record<string, To>> {
  const ofType = (fields: Readonly<Record<string, From>>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
  return Object.fromEntries(Object.entries(byType).map(([name, fields]) => [name, ofType(fields)]));
}
