import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, read, SOUTH, signIn, type Wire, withSandbox } from './caller.ts';

const ROOT = '/archive/stac';

// What STAC 1.0.0 and STAC API 1.0.0 require, written from the specifications.
const Link = z.looseObject({
  rel: z.string().min(1),
  href: z.url(),
  type: z.string().optional(),
  method: z.enum(['GET', 'POST']).optional(),
});
const linksWith = (...rels: string[]) =>
  z.array(Link).refine((links) => rels.every((rel) => links.some((link) => link.rel === rel)), {
    message: `lacks one of ${rels.join(', ')}`,
  });
const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
const Catalog = z.looseObject({
  type: z.literal('Catalog'),
  stac_version: z.literal('1.0.0'),
  stac_extensions: z.array(z.url()),
  id: z.string().min(1),
  description: z.string().min(1),
  conformsTo: z.array(z.url()).min(1),
  links: linksWith('self', 'root', 'data', 'conformance', 'search', 'service-desc', 'child', QUERYABLES),
});
const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const Collection = z.looseObject({
  type: z.literal('Collection'),
  stac_version: z.literal('1.0.0'),
  stac_extensions: z.array(z.url()),
  id: z.string().min(1),
  description: z.string().min(1),
  license: z.string().min(1),
  providers: z.array(z.looseObject({ name: z.string(), roles: z.array(z.string()) })),
  extent: z.object({
    spatial: z.object({ bbox: z.array(z.array(z.number()).length(4)).min(1) }),
    temporal: z.object({
      interval: z.array(z.tuple([Instant.nullable(), Instant.nullable()])).min(1),
    }),
  }),
  summaries: z.looseObject({}),
  links: linksWith('self', 'root', 'parent', 'items', QUERYABLES),
});
const Ring = z
  .array(z.tuple([z.number(), z.number()]))
  .min(4)
  .refine((ring) => String(ring[0]) === String(ring.at(-1)), { message: 'is not closed' });
const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
]);
const Item = z
  .looseObject({
    type: z.literal('Feature'),
    stac_version: z.literal('1.0.0'),
    stac_extensions: z.array(z.url()),
    id: z.string().min(1),
    collection: z.string().min(1),
    geometry: Geometry.nullable(),
    bbox: z.array(z.number()).length(4).optional(),
    properties: z.looseObject({ datetime: Instant }),
    assets: z.record(z.string(), z.looseObject({ href: z.url(), type: z.string(), roles: z.array(z.string()) })),
    links: linksWith('self', 'root', 'parent', 'collection'),
  })
  .refine((item) => (item.geometry === null) === (item.bbox === undefined), {
    message: 'has a box without a geometry, or a geometry without a box',
  });
const ItemCollection = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(Item),
  links: linksWith('root', 'self'),
  numberMatched: z.int().min(0),
  numberReturned: z.int().min(0),
});
const Queryables = z.looseObject({
  $schema: z.enum(['https://json-schema.org/draft/2019-09/schema', 'http://json-schema.org/draft-07/schema#']),
  $id: z.url(),
  type: z.literal('object'),
  properties: z.record(z.string(), z.looseObject({ type: z.string(), title: z.string() })),
  additionalProperties: z.boolean(),
});
const CLAIMS = [
  'https://api.stacspec.org/v1.0.0/core',
  'https://api.stacspec.org/v1.0.0/collections',
  'https://api.stacspec.org/v1.0.0/ogcapi-features',
  'https://api.stacspec.org/v1.0.0/item-search',
  'https://api.stacspec.org/v1.0.0/item-search#sort',
  'https://api.stacspec.org/v1.0.0/item-search#fields',
  'https://api.stacspec.org/v1.0.0/item-search#filter',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-json',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
];

describe('the STAC API', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 20_000 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('the landing page is a catalog that conforms to what it claims', async () => {
    const landing = Catalog.parse(await read(north.get(`${ROOT}/`)));
    expect(landing.conformsTo).toEqual(expect.arrayContaining(CLAIMS));
    const { conformsTo } = await read(north.get(`${ROOT}/conformance`));
    expect(conformsTo).toEqual(landing.conformsTo);
    const methods = landing.links.filter((link) => link.rel === 'search').map((link) => link.method);
    expect(methods).toEqual(['GET', 'POST']);
  });

  test('every GET link of the landing page leads somewhere', async () => {
    const { links } = Catalog.parse(await read(north.get(ROOT)));
    for (const { href, type, method = 'GET' } of links) {
      if (method !== 'GET') continue;
      const reply = await north.get(href);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe(type);
    }
  });

  test('queryables of the root and of each collection are JSON schemas under their own address', async () => {
    const { collections } = await read(north.get(`${ROOT}/collections`));
    for (const { links } of [await read(north.get(ROOT)), ...collections]) {
      const { href } = links.find((link: Wire) => link.rel === QUERYABLES);
      const reply = await north.get(href);
      expect(reply.headers.get('content-type')).toBe('application/schema+json');
      expect(Queryables.parse(await reply.json()).$id).toBe(href);
    }
  });

  test('collections are listed and found one by one', async () => {
    const { collections, links } = await read(north.get(`${ROOT}/collections`));
    expect(collections).toHaveLength(7);
    linksWith('self', 'root').parse(links);
    for (const collection of collections) {
      Collection.parse(collection);
      expect(await read(north.get(`${ROOT}/collections/${collection.id}`))).toEqual(collection);
    }
  });

  test('every collection serves pages of items that STAC accepts', async () => {
    for (const { id } of (await read(north.get(`${ROOT}/collections`))).collections) {
      const reply = await north.get(`${ROOT}/collections/${id}/items?limit=60`);
      expect(reply.headers.get('content-type')).toBe('application/geo+json');
      const page = ItemCollection.parse(await reply.json());
      expect(page.features.every((item) => item.collection === id)).toBe(true);
      expect(page.features).toHaveLength(60);
    }
  });

  test('items of a collection are narrowed, sorted and cut like those of a search', async () => {
    const query = 'bbox=-180,-90,180,0&datetime=2025-01-01T00:00:00Z/..&sortby=-gsd&limit=20';
    const items = ItemCollection.parse(await read(north.get(`${ROOT}/collections/l1d/items?${query}`)));
    const found = ItemCollection.parse(await read(north.get(`${ROOT}/search?${query}&collections=l1d`)));
    expect(items.features).toEqual(found.features);
    expect(items.numberMatched).toBe(found.numberMatched);
    expect(items.links.find(({ rel }) => rel === 'self')?.href).toContain('/collections/l1d/items?bbox=');
    const body = {
      collections: ['l1d'],
      filter: { op: '<', args: [{ property: 'gsd' }, 0.8] },
      'filter-lang': 'cql2-json',
    };
    const posted = ItemCollection.parse(await read(north.post(`${ROOT}/search`, body)));
    const filter = encodeURIComponent(JSON.stringify(body.filter));
    const got = await read(north.get(`${ROOT}/collections/l1d/items?filter-lang=cql2-json&filter=${filter}`));
    expect(ItemCollection.parse(got).numberMatched).toBe(posted.numberMatched);
  });

  test('a search gives an item collection, whose items are found by their self links', async () => {
    const page = ItemCollection.parse(await read(north.post(`${ROOT}/search`, { limit: 30 })));
    for (const item of page.features) {
      const self = item.links.find((link) => link.rel === 'self');
      expect(await read(north.get(self?.href ?? ''))).toEqual(item);
    }
  });

  test('following the next links of a collection meets each of its items once', async () => {
    const ids: string[] = [];
    let page = await read(north.get(`${ROOT}/collections/l0/items?limit=50`));
    for (;;) {
      ids.push(...page.features.map((item: Wire) => item.id));
      const next = page.links.find((link: Wire) => link.rel === 'next');
      if (!next) break;
      page = await read(north.get(next.href));
    }
    expect(ids).toHaveLength(page.numberMatched);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(['/collections/gaia', '/collections/gaia/items', '/collections/l1d/items/no-such-item'])(
    '%s does not exist',
    async (path) => {
      const reply = await north.get(`${ROOT}${path}`);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toEqual({
        code: 'NotFoundError',
        description: expect.stringContaining('does not exist'),
      });
    },
  );

  test('an item is not found in another collection than its own, nor under a contract without it', async () => {
    const [item] = (await read(north.get(`${ROOT}/collections/l1d/items?limit=1`))).features;
    expect((await north.get(`${ROOT}/collections/l0/items/${item.id}`)).status).toBe(404);
    const south = await signIn(sandbox, SOUTH);
    expect((await south.get(`${ROOT}/collections/l1d/items/${item.id}`)).status).toBe(404);
    expect((await south.get(`${ROOT}/collections/l1d`)).status).toBe(404);
    const { collections } = await read(south.get(`${ROOT}/collections`));
    expect(collections.map(({ id }: Wire) => id)).not.toContain('l1d');
  });
});

test.each([
  ['results', (body: Wire) => body.results],
  ['array', (body: Wire) => body],
] as const)('by switch collections come as %s', async (collectionsEnvelope, rows) => {
  await withSandbox({ itemCount: 0, guesses: { collectionsEnvelope } }, async (sandbox) => {
    const body = await read((await signIn(sandbox)).get(`${ROOT}/collections`));
    expect(rows(body)).toHaveLength(7);
    expect(body.collections).toBeUndefined();
  });
});

test('by switch the landing page and the collections keep quiet about extensions, though they are served', async () => {
  await withSandbox({ itemCount: 20, guesses: { conformance: 'core' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const landing = await read(caller.get(ROOT));
    expect(landing.conformsTo.filter((claim: string) => /#|cql2|features-3/.test(claim))).toEqual([]);
    const { collections } = await read(caller.get(`${ROOT}/collections`));
    for (const { links } of [landing, ...collections])
      expect(links.map(({ rel }: Wire) => rel)).not.toContain(QUERYABLES);
    expect((await caller.get(`${ROOT}/search?sortby=-gsd`)).status).toBe(200);
  });
});
