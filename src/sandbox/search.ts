import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pickFields } from './queries/fields.ts';
import { pageMembers } from './queries/page-links.ts';
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

/** One page of what a query finds, with the way to its neighbours. */
export function itemPage(request: ApiRequest, world: World, query: StacQuery): Reply {
  const { catalog, texts } = world;
  const { order, fields } = query;
  const found = inOrder(findEntries(catalog, query), order);
  const slot = slotOf(query, { found, order, catalog });
  const textOf = fields
    ? (entry: Entry) => Buffer.from(JSON.stringify(pickFields(itemOf(entry, world), fields)))
    : texts.of;
  return featureCollection(found.slice(slot.start, slot.end).map(textOf), {
    ...pageMembers(request, world, { found, slot }),
    matched: found.length,
    world,
  });
}

interface Envelope {
  readonly world: World;
  /** How many items there are on all pages. */
  readonly matched: number;
  readonly context?: object;
  readonly [member: string]: unknown;
}

/** Items that are text already, with their count and what else the collection has. */
export function featureCollection(items: readonly Buffer[], { world, matched, context, ...others }: Envelope): Reply {
  const { counts } = world.guesses;
  const returned = items.length;
  const inContext = { ...context, ...(counts === 'context' && { matched, returned }) };
  const separated = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  const end = JSON.stringify({
    ...others,
    ...((context || counts === 'context') && { context: inContext }),
    ...(counts === 'numberMatched' && { numberMatched: matched, numberReturned: returned }),
  });
  const body = Buffer.concat([BEGINNING, ...separated, Buffer.from(`],${end.slice(1)}`)]);
  return { status: 200, headers: { 'content-type': 'application/geo+json' }, body };
}

/** What is found comes newest first already. */
function inOrder(found: readonly Entry[], order: StacQuery['order']): readonly Entry[] {
  return order === newestFirst ? found : found.toSorted(order);
}
