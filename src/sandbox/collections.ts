import { entitledId } from './entitlements.ts';
import { geoJson, json, noSuchThing, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { queryablesAt } from './landing.ts';
import { listReply, type Wrapping } from './pages.ts';
import { readStacQuery } from './queries/stac-query.ts';
import { itemPage } from './search.ts';
import type { Contract } from './world/contracts.ts';
import type { CollectionId } from './world/imagery/entries.ts';
import { itemOf } from './world/imagery/items.ts';
import { ARCHIVE_START } from './world/imagery/passes.ts';
import { isoSeconds } from './world/instants.ts';
import type { World } from './world/world.ts';

const JSON_TYPE = 'application/json';

interface Profile {
  readonly title: string;
  readonly description: string;
  readonly gsd: readonly number[];
}

const PROFILES: Readonly<Record<CollectionId, Profile>> = {
  l0: { title: 'L0', description: 'Raw captures, one item each', gsd: [0.7, 0.99] },
  l1c: { title: 'L1C', description: 'Georeferenced captures, one item each', gsd: [0.7, 0.99] },
  'quickview-visual-thumb': {
    title: 'Quickview thumbnails',
    description: 'A coarse picture of each capture strip',
    gsd: [20],
  },
  'quickview-visual': {
    title: 'Quickview visual',
    description: 'Early 8-bit colour tiles',
    gsd: [1.1, 1.24],
  },
  'quickview-toa': {
    title: 'Quickview TOA',
    description: 'Early 16-bit top-of-atmosphere tiles',
    gsd: [1.1, 1.24],
  },
  l1d: { title: 'L1D', description: 'Orthorectified four-band tiles', gsd: [0.7, 1] },
  'l1d-sr': {
    title: 'L1D SR',
    description: 'Orthorectified four-band tiles, super-resolved',
    gsd: [0.5, 0.7],
  },
};

/** GET /archive/stac/collections: all at once, or by `limit` and `offset` as in pgstac's collection search. */
export function listCollections(request: ApiRequest, world: World, contract: Contract): Reply {
  const collections = contract.collections.map((id) => collectionOf(id, world));
  const { collectionsEnvelope } = world.guesses;
  const root = `${world.url}/archive/stac/`;
  const links = [
    { rel: 'root', type: JSON_TYPE, href: root },
    { rel: 'self', type: JSON_TYPE, href: `${root}collections` },
  ];
  const inStac: Wrapping = { rows: 'collections', usual: 'links', links };
  return listReply(
    collections,
    { request, world },
    collectionsEnvelope === 'stac' ? inStac : { rows: collectionsEnvelope },
  );
}

/** GET /archive/stac/collections/{id} */
export function getCollection(request: ApiRequest, world: World, contract: Contract): Reply {
  return json(collectionOf(entitledId(request, contract), world));
}

/** GET /archive/stac/collections/{id}/items */
export function listItems(request: ApiRequest, world: World, contract: Contract): Reply {
  const id = entitledId(request, contract);
  return itemPage(request, world, { ...readStacQuery(request, world), collections: [id] });
}

/** GET /archive/stac/collections/{id}/items/{item} */
export function getItem(request: ApiRequest, world: World, contract: Contract): Reply {
  const collection = entitledId(request, contract);
  const [, id = ''] = request.pathParams;
  const entry = world.catalog.get(id);
  if (entry?.collection !== collection) {
    throw noSuchThing(`Item ${id} in Collection ${collection} does not exist.`);
  }
  return geoJson(itemOf(entry, world));
}

function collectionOf(id: CollectionId, { url, guesses }: World) {
  const { title, description, gsd } = PROFILES[id];
  const root = `${url}/archive/stac/`;
  const self = `${root}collections/${id}`;
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    stac_extensions: [],
    id,
    title,
    description,
    keywords: ['satellogic', 'newsat', id],
    license: 'proprietary',
    providers: [
      {
        name: 'Satellogic',
        roles: ['producer', 'processor', 'licensor', 'host'],
        url: 'https://satellogic.com',
      },
    ],
    extent: {
      spatial: { bbox: [[-180, -90, 180, 90]] },
      temporal: { interval: [[isoSeconds(ARCHIVE_START), null]] },
    },
    summaries: { gsd, instruments: ['ms'] },
    links: [
      { rel: 'items', type: 'application/geo+json', href: `${self}/items` },
      { rel: 'parent', type: JSON_TYPE, href: root },
      { rel: 'root', type: JSON_TYPE, href: root },
      { rel: 'self', type: JSON_TYPE, href: self },
      ...(guesses.conformance === 'full' ? [queryablesAt(self)] : []),
    ],
  };
}
