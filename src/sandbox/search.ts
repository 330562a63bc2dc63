import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pickFields } from './queries/fields.ts';
import { pageMembers } from './queries/page-links.ts';
import { type Slot, slotOf } from './queries/page-tokens.ts';
import { readStacQuery, type StacQuery } from './queries/stac-query.ts';
import type { Contract } from './world/contracts.ts';
import { findEntries } from './world/imagery/catalog.ts';
import type { Entry } from './world/imagery/entries.ts';
import { itemOf } from './world/imagery/items.ts';
import { asGuessed } from './world/misfits.ts';
import type { World } from './world/world.ts';

const BEGINNING = Buffer.from('{"type":"FeatureCollection","features":[');
const COMMA = Buffer.from(',');

/** GET and POST /archive/stac/search */
export function searchItems(request: ApiRequest, world: World, contract: Contract): Reply {
  const query = readStacQuery(request, world);
  const visible = contract.collections.filter((id) => query.collections?.includes(id) ?? true);
  return itemPage(request, world, { ...query, collections: visible });
}

/** One page of what a query finds, with the way to its neighbours. */
export function itemPage(request: ApiRequest, world: World, query: StacQuery): Reply {
  const { catalog } = world;
  const { order, fields } = query;
  const inOwnOrder = findEntries(catalog, query);
  const found = order === catalog.order ? inOwnOrder : inOwnOrder.toSorted(order);
  const slot = slotOf(query, { found, order, catalog });
  const textOf = fields && ((entry: Entry) => Buffer.from(JSON.stringify(pickFields(itemOf(entry, world), fields))));
  return featureCollection({ found, slot, textOf }, world, pageMembers(request, world, { found, slot }));
}

interface FoundPage {
  readonly found: readonly Entry[];
  readonly slot: Slot;
  /** Whole items without it. */
  readonly textOf?: ((entry: Entry) => Buffer) | undefined;
}

/** The items of a page as text, with counts and what else the collection has. */
export function featureCollection(
  { found, slot, textOf }: FoundPage,
  { guesses, texts }: World,
  { context, ...others }: { readonly context?: object },
): Reply {
  const items = found.slice(slot.start, slot.end).map(textOf ?? texts.of);
  const [matched, returned] = [found.length, items.length];
  const rows = guesses.rows === 'fit' ? items : items.map((item, index) => spoiled(item, slot.start + index, guesses));
  const separated = rows.flatMap((row, index) => (index === 0 ? [row] : [COMMA, row]));
  const end = JSON.stringify({
    ...others,
    ...(guesses.counts === 'context' ? { context: { ...context, matched, returned } } : context && { context }),
    ...(guesses.counts === 'numberMatched' && { numberMatched: matched, numberReturned: returned }),
  });
  const body = Buffer.concat([BEGINNING, ...separated, Buffer.from(`],${end.slice(1)}`)]);
  return { status: 200, headers: { 'content-type': 'application/geo+json' }, body };
}

function spoiled(item: Buffer, index: number, guesses: World['guesses']): Buffer {
  return Buffer.from(JSON.stringify(asGuessed(JSON.parse(String(item)), index, guesses)));
}
