import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pickFields } from './queries/fields.ts';
import { pageLinks } from './queries/page-links.ts';
import { slotOf } from './queries/page-tokens.ts';
import { readStacQuery, type StacQuery } from './queries/stac-query.ts';
import type { Contract } from './world/contracts.ts';
import { findEntries, newestFirst } from './world/imagery/catalog.ts';
import type { Entry } from './world/imagery/entries.ts';
import { itemOf } from './world/imagery/items.ts';
import type { World } from './world/world.ts';

const BEGINNING = Buffer.from('{"type":"FeatureCollection","features":[');
const COMMA = Buffer.from(',');

/** GET and POST /archive/stac/search */
export function searchItems(request: ApiRequest, world: World, contract: Contract): Reply {
  const query = readStacQuery(request, world);
  const visible = contract.collections.filter((id) => query.collections?.includes(id) ?? true);
  return itemPage(request, world, { ...query, collections: visible });
}

/** One page of what a query finds, with links to its neighbours. */
export function itemPage(request: ApiRequest, world: World, query: StacQuery): Reply {
  const { catalog, pageLimit, texts } = world;
  const { order, fields } = query;
  const found = inOrder(findEntries(catalog, query), order);
  const slot = slotOf(query.token, { found, limit: Math.min(query.limit, pageLimit), order, catalog });
  const page = found.slice(slot.start, slot.end);
  const textOf = fields
    ? (entry: Entry) => Buffer.from(JSON.stringify(pickFields(itemOf(entry, world), fields)))
    : texts.of;
  return featureCollection(page.map(textOf), {
    links: pageLinks(request, world, { found, slot }),
    ...countsOf({ matched: found.length, returned: page.length }, world),
  });
}

/** Items that are text already, with what else the collection has. */
export function featureCollection(items: readonly Buffer[], others: object): Reply {
  const separated = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  const end = Buffer.from(`],${JSON.stringify(others).slice(1)}`);
  const body = Buffer.concat([BEGINNING, ...separated, end]);
  return { status: 200, headers: { 'content-type': 'application/geo+json' }, body };
}

export function countsOf({ matched, returned }: { matched: number; returned: number }, { guesses }: World) {
  if (guesses.counts === 'none') return {};
  return guesses.counts === 'context'
    ? { context: { matched, returned } }
    : { numberMatched: matched, numberReturned: returned };
}

/** What is found comes newest first already. */
function inOrder(found: readonly Entry[], order: StacQuery['order']): readonly Entry[] {
  return order === newestFirst ? found : found.toSorted(order);
}
