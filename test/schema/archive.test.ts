import { describe, expect, test } from 'vitest';
import type { StacItem } from '../../src/aleph/items.ts';
import { idOfItem } from '../../src/schema/items.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { CONTRACT, itemLike } from '../support/aleph/samples.ts';
import { executeOver } from '../support/facade/execute.ts';

async function searchAnswering(items: readonly StacItem[], selection: string) {
  const aleph = createFakeAleph({
    listContracts: async () => [CONTRACT],
    listArchive: async () => ({ items, gaps: [], matched: items.length, goesOn: false }),
  });
  const { data, errors } = await executeOver(
    aleph,
    `{ contract(id: "${CONTRACT.id}") {
      page: archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "2026-01-01", end: "2026-02-01" }, first: 2) { ${selection} }
    } }`,
  );
  expect(errors).toBeUndefined();
  return data.contract.page;
}

describe('the feature collection of a page', () => {
  test('holds the page’s items as GeoJSON, with what a map shows', async () => {
    const item = itemLike();
    const { featureCollection } = await searchAnswering([item], 'featureCollection');
    expect(featureCollection).toEqual({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          id: idOfItem(item),
          geometry: item.geometry,
          properties: {
            id: idOfItem(item),
            datetime: item.datetime,
            cloudCover: item.cloudCover,
            gsd: item.gsd,
            platform: item.platform,
          },
        },
      ],
    });
  });

  test('has null where an item has no footprint or no figure, as GeoJSON writes it', async () => {
    const item = itemLike({
      geometry: undefined,
      datetime: undefined,
      cloudCover: undefined,
      gsd: undefined,
      platform: undefined,
    });
    const { featureCollection } = await searchAnswering([item], 'featureCollection');
    expect(featureCollection.features[0]).toEqual({
      type: 'Feature',
      id: idOfItem(item),
      geometry: null,
      properties: { id: idOfItem(item), datetime: null, cloudCover: null, gsd: null, platform: null },
    });
  });

  test('holds the page and no more, in the order of its edges', async () => {
    const items = ['1', '2', '3'].map((itemId) => itemLike({ itemId }));
    const page = await searchAnswering(items, 'featureCollection nodes { id }');
    const ids = page.featureCollection.features.map((feature: { id: string }) => feature.id);
    expect(ids).toEqual(items.slice(0, 2).map(idOfItem));
    expect(page.nodes).toEqual(ids.map((id: string) => ({ id })));
  });

  test('of an empty page has no features', async () => {
    expect(await searchAnswering([], 'featureCollection')).toEqual({
      featureCollection: { type: 'FeatureCollection', features: [] },
    });
  });
});

test('every figure of an item that is absent is null, and the item stands', async () => {
  const { contractId, itemId, collectionId, selfHref, assets, bands, properties, ...figures } = itemLike();
  const selection = Object.keys(figures).join(' ');
  const absent = Object.fromEntries(Object.keys(figures).map((name) => [name, undefined]));
  const [full, bare] = await Promise.all(
    [figures, absent].map(async (changes) => {
      const page = await searchAnswering([itemLike(changes)], `nodes { ${selection} }`);
      return page.nodes[0];
    }),
  );
  expect(full).toEqual(figures);
  expect(bare).toEqual(Object.fromEntries(Object.keys(figures).map((name) => [name, null])));
});
