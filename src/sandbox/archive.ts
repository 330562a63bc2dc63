import * as z from 'zod';
import { badQuery, noRoute, type Reply } from './http/replies.ts';
import { type ApiRequest, jsonBody } from './http/requests.ts';
import { readBox } from './queries/stac-query.ts';
import { countsOf, featureCollection } from './search.ts';
import type { Contract } from './world/contracts.ts';
import { findEntries } from './world/imagery/catalog.ts';
import { parseInstant, type Span } from './world/instants.ts';
import type { World } from './world/world.ts';

const MOST_ITEMS = 10_000;
const DAY_US = 86_400_000_000;

const ArchiveSearchWire = z.object({
  bbox: z.array(z.number()),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  limit: z.int().min(1).optional(),
  collections: z.array(z.string()).optional(),
});

/** POST /archive/search: everything that meets a box in a span of days, as one list without pages. */
export function searchArchive(request: ApiRequest, world: World, contract: Contract): Reply {
  if (world.guesses.archiveSearch === 'missing') throw noRoute();
  const parsed = ArchiveSearchWire.safeParse(jsonBody(request));
  if (!parsed.success) throw badQuery(z.prettifyError(parsed.error));
  const { bbox, start_date, end_date, ...narrowing } = parsed.data;
  const { limit = MOST_ITEMS, collections } = world.guesses.archiveSearchTakes === 'nothing' ? {} : narrowing;
  const found = findEntries(world.catalog, {
    collections: contract.collections.filter((id) => collections?.includes(id) ?? true),
    box: readBox(bbox, world),
    span: daysBetween(start_date, end_date, world),
  });
  const list = found.slice(0, Math.min(limit, MOST_ITEMS));
  return featureCollection(list.map(world.texts.of), {
    links: [],
    ...countsOf({ matched: found.length, returned: list.length }, world),
  });
}

function daysBetween(start: string, end: string, { guesses }: World): Span {
  const [from, to] = [parseInstant(start), parseInstant(end)];
  if (from === undefined || to === undefined || from > to) {
    throw badQuery('end_date comes before start_date');
  }
  return { from, to: to - 1 + (guesses.archiveEndDate === 'included' ? DAY_US : 0) };
}
