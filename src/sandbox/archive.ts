import * as z from 'zod';
import { badQuery, noRoute, type Reply } from './http/replies.ts';
import { type ApiRequest, jsonBody } from './http/requests.ts';
import { pageMembers } from './queries/page-links.ts';
import { slotOf } from './queries/page-tokens.ts';
import { limitOf, MOST_ITEMS, placeIn, readBox } from './queries/stac-query.ts';
import { featureCollection } from './search.ts';
import type { Contract } from './world/contracts.ts';
import { findEntries } from './world/imagery/catalog.ts';
import { parseInstant, type Span } from './world/instants.ts';
import type { World } from './world/world.ts';

const DAY_US = 86_400_000_000;

const ArchiveSearchWire = z.looseObject({
  bbox: z.array(z.number()),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  limit: z.int().min(1).optional(),
  collections: z.array(z.string()).optional(),
});

/** POST /archive/search: everything that meets a box in a span of days, as one list without pages unless guessed. */
export function searchArchive(request: ApiRequest, world: World, contract: Contract): Reply {
  const { archiveSearch, archiveSearchPages, archiveSearchTakes } = world.guesses;
  if (archiveSearch === 'missing') throw noRoute();
  const parsed = ArchiveSearchWire.safeParse(jsonBody(request));
  if (!parsed.success) throw badQuery(z.prettifyError(parsed.error));
  const { bbox, start_date, end_date, limit: wanted, collections: named, ...members } = parsed.data;
  const [limit, collections] = archiveSearchTakes === 'nothing' ? [] : [wanted, named];
  const found = findEntries(world.catalog, {
    collections: contract.collections.filter((id) => collections?.includes(id) ?? true),
    box: readBox(bbox, world),
    span: daysBetween(start_date, end_date, world),
  });
  const place =
    archiveSearchPages === 'none'
      ? { start: 0, token: undefined, limit: limitOf(limit ?? MOST_ITEMS, MOST_ITEMS, world.guesses) }
      : placeIn({ ...members, limit }, world);
  const slot = slotOf(place, { found, order: world.catalog.order, catalog: world.catalog });
  const way = archiveSearchPages === 'linked' ? pageMembers(request, world, { found, slot }) : { links: [] };
  return featureCollection({ found, slot }, world, way);
}

function daysBetween(start: string, end: string, { guesses }: World): Span {
  const [from, to] = [parseInstant(start), parseInstant(end)];
  if (from === undefined || to === undefined || from > to) {
    throw badQuery('end_date comes before start_date');
  }
  return { from, to: to - 1 + (guesses.archiveEndDate === 'included' ? DAY_US : 0) };
}
