import { canonicalJson } from '../../json/canonical.ts';
import { AlephError } from '../errors.ts';
import type { Page } from '../reads/pages.ts';

/** A listing as pages from a position on. */
export interface Listing<T, P> {
  readonly start: P;
  readonly read: (from: P) => Promise<Page<T, P>>;
  readonly idOf: (item: T) => string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The items of a listing, each once. A page is read when its first item is wanted. Throws UPSTREAM_INVALID_RESPONSE
 * where Aleph breaks the listing off, or leads back to a page before: an end would look like the end of the listing.
 */
export async function* itemsOf<T, P>({ start, read, idOf, signal }: Listing<T, P>): AsyncGenerator<T, void, undefined> {
  const ids = new Set<string>();
  const places = new Set<string>();
  for (let from = start; ; ) {
    const page = await read(from);
    for (const { item } of page.rows) {
      signal?.throwIfAborted();
      if (ids.size < ids.add(idOf(item)).size) yield item;
    }
    from = page.end;
    const isCircle = page.hasMore && places.size === places.add(canonicalJson(from)).size;
    if (isCircle || (!page.hasMore && !page.complete)) {
      const message = 'Satellogic broke the list off; the rest of it cannot be read.';
      throw new AlephError('UPSTREAM_INVALID_RESPONSE', message, { reason: 'FOREIGN_LINK' });
    }
    if (!page.hasMore) return;
  }
}

/** The items of a listing that is read as a whole. */
export async function* itemsIn<T>(
  read: () => Promise<readonly T[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  for (const item of await read()) {
    signal?.throwIfAborted();
    yield item;
  }
}
