import { badInput } from '../aleph/errors.ts';
import { readLastRows } from '../aleph/reads/last-rows.ts';
import { fillPage } from '../aleph/reads/pages.ts';
import { isListPosition, type ListPosition } from '../aleph/reads/positions.ts';
import type { Slice } from '../aleph/reads/slices.ts';
import { checkCountOfRows, type Listing } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import { type After, CursorScope, decodeCursor } from './cursors.ts';

/** The paging arguments of a listing that is read from both ends. */
export interface ListingArgs {
  readonly first: number;
  readonly after?: After;
  readonly last?: number | null | undefined;
  readonly before?: After;
}

export interface ListingSource<T> {
  readonly listing: Listing;
  readonly contractId: string;
  /** The other arguments of the field: a cursor is good for them only. */
  readonly filter: unknown;
  readonly read: (offset: ListPosition, limit: number) => Promise<Slice<T, ListPosition>>;
  readonly idOf: (item: T) => string;
}

/** A page from the start of a listing on, or with `last` from its end back. */
export async function listingPage<T>(source: ListingSource<T>, args: ListingArgs): Promise<Connection<T>> {
  const { listing, contractId, filter, read, idOf } = source;
  const { last, after } = args;
  const before = args.before ?? undefined;
  if (before !== undefined && last == null) throw badInput(['before'], 'before: needs last, the number of rows.');
  if (before !== undefined && after != null) throw badInput(['before'], 'before: not together with after.');
  const scope = new CursorScope(listing, contractId, filter);
  const start = decodeCursor(scope, after, isListPosition) ?? 0;
  if (last != null) {
    checkCountOfRows('last', last, listing);
    const end = decodeCursor(scope, before, isListPosition, 'before');
    return connectionOf(await readLastRows({ last, start, before: end, read, idOf }), scope, after);
  }
  const first = checkCountOfRows('first', args.first, listing);
  const isBeginning = start === 0;
  const page = await fillPage({ first, start, isBeginning, read: (offset) => read(offset, first), idOf });
  return connectionOf(page, scope, after);
}
