import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import type { Contract } from './world/contracts.ts';
import type { World } from './world/world.ts';

/** What this sandbox serves of STAC API 1.0.0 and its extensions. */
const CORE = [
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/collections',
  'https://api.stacspec.org/v1.0.0/ogcapi-features',
  'https://api.stacspec.org/v1.0.0/item-search',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
];
const EXTENSIONS = [
  'https://api.stacspec.org/v1.0.0/item-search#sort',
  'https://api.stacspec.org/v1.0.0/item-search#fields',
  'https://api.stacspec.org/v1.0.0/item-search#filter',
  'https://api.stacspec.org/v1.0.0/ogcapi-features#sort',
  'https://api.stacspec.org/v1.0.0/ogcapi-features#fields',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-json',
];

const JSON_TYPE = 'application/json';
const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0';

/** GET /archive/stac: the catalog a STAC client opens first. */
export function getLanding(_: ApiRequest, world: World, contract: Contract): Reply {
  const { url, guesses } = world;
  const root = `${url}/archive/stac/`;
  const children = contract.collections.map((id) => ({
    rel: 'child',
    type: JSON_TYPE,
    href: `${root}collections/${id}`,
  }));
  return json({
    type: 'Catalog',
    stac_version: '1.0.0',
    stac_extensions: [],
    id: 'aleph-archive',
    title: 'Aleph archive',
    description: 'Archive imagery open to this contract',
    conformsTo: classesOf(world),
    links: [...servicesAt(root), ...(guesses.conformance === 'full' ? [queryablesAt(root)] : []), ...children],
  });
}

/** GET /archive/stac/conformance */
export function getConformance(_: ApiRequest, world: World): Reply {
  return json({ conformsTo: classesOf(world) });
}

/** The link to what can be queried, below the address of a catalog or collection. */
export function queryablesAt(address: string) {
  return {
    rel: 'http://www.opengis.net/def/rel/ogc/1.0/queryables',
    type: 'application/schema+json',
    href: `${address.replace(/\/$/, '')}/queryables`,
  };
}

/** GET /archive/stac/api: no more of an OpenAPI document than STAC asks for. */
export function getServiceDescription(_: ApiRequest, { url }: World): Reply {
  const answer = { responses: { 200: { description: 'As STAC API 1.0.0 has it' } } };
  const body = {
    openapi: '3.0.3',
    info: { title: 'Aleph archive', version: '1.0.0' },
    servers: [{ url: `${url}/archive/stac` }],
    paths: {
      '/': { get: answer },
      '/conformance': { get: answer },
      '/collections': { get: answer },
      '/collections/{collectionId}': { get: answer },
      '/collections/{collectionId}/items': { get: answer },
      '/collections/{collectionId}/items/{itemId}': { get: answer },
      '/collections/{collectionId}/queryables': { get: answer },
      '/queryables': { get: answer },
      '/search': { get: answer, post: answer },
    },
  };
  return json(body, 200, OPENAPI_TYPE);
}

function classesOf({ guesses }: World): readonly string[] {
  return guesses.conformance === 'full' ? [...CORE, ...EXTENSIONS] : CORE;
}

function servicesAt(root: string) {
  const search = { rel: 'search', type: 'application/geo+json', href: `${root}search` };
  return [
    { rel: 'self', type: JSON_TYPE, href: root },
    { rel: 'root', type: JSON_TYPE, href: root },
    { rel: 'data', type: JSON_TYPE, href: `${root}collections` },
    { rel: 'conformance', type: JSON_TYPE, href: `${root}conformance` },
    { ...search, method: 'GET' },
    { ...search, method: 'POST' },
    { rel: 'service-desc', type: OPENAPI_TYPE, href: `${root}api` },
  ];
}
