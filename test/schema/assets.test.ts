import { describe, expect, test } from 'vitest';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { CONTRACT, type ItemChanges, itemLike } from '../support/aleph/samples.ts';
import { executeOver } from '../support/facade/execute.ts';
import { startFacade } from '../support/facade/facade.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

const SIGNED =
  'https://bucket.s3.amazonaws.com/preview.png?X-Amz-Date=20260207T033541Z&X-Amz-Expires=3600&X-Amz-Signature=abc';

const ASSETS = {
  visual: { href: 'https://api.satellogic.com/assets/visual.tif?s=s3%3A//b/k', type: 'image/tiff;', roles: ['data'] },
  open: {
    href: 'https://elsewhere.example/open.tif',
    title: 'Open',
    'eo:bands': [{ name: 'Red', common_name: 'red' }],
  },
  overview: { href: SIGNED, type: 'image/png', roles: ['overview'] },
  icon: { href: SIGNED, type: 'image/png', roles: ['thumbnail'] },
  raw: { href: 's3://bucket/raw.tif', roles: ['data'] },
  script: { href: 'javascript:alert(1)' },
};

/** Asks for fields of an item found by a search. */
function askItem(selection: string, changes: ItemChanges = {}) {
  const item = itemLike({ assets: ASSETS, ...changes });
  const aleph = createFakeAleph({
    listContracts: async () => [CONTRACT],
    listArchive: async () => ({ items: [item], gaps: [], matched: 1, goesOn: false }),
  });
  return executeOver(
    aleph,
    `{ contract(id: "${CONTRACT.id}") {
      archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "2026-01-01", end: "2026-02-01" }) { nodes { ${selection} } }
    } }`,
  );
}

/** Answers of its fields. */
async function itemFields(selection: string, changes: ItemChanges = {}) {
  const { data, errors } = await askItem(selection, changes);
  expect(errors).toBeUndefined();
  return data.contract.archiveSearch.nodes[0];
}

describe('the assets of an item', () => {
  test('come all in Aleph’s order without keys, and only those named with keys', async () => {
    const item = await itemFields(
      'assets { key } some: assets(keys: ["raw", "visual", "none"]) { key } none: assets(keys: []) { key } all: assets(keys: null) { key }',
    );
    const keys = Object.keys(ASSETS).map((key) => ({ key }));
    expect(item).toEqual({ assets: keys, some: [{ key: 'visual' }, { key: 'raw' }], none: [], all: keys });
  });

  test('are named by at most 100 keys', async () => {
    const named = (count: number) => askItem(`assets(keys: ${JSON.stringify(Array(count).fill('visual'))}) { key }`);
    expect((await named(100)).errors).toBeUndefined();
    const { errors } = await named(101);
    expect(errors).toMatchObject([{ originalError: { code: 'BAD_USER_INPUT', argumentPath: ['keys'] } }]);
  });

  test('say what it takes to load them, and have no address that a browser must not follow', async () => {
    const { assets } = await itemFields('assets { key access expiresAt href }');
    expect(assets).toEqual([
      { key: 'visual', access: 'HEADERS', expiresAt: null, href: ASSETS.visual.href },
      { key: 'open', access: 'OPEN', expiresAt: null, href: ASSETS.open.href },
      { key: 'overview', access: 'SIGNED', expiresAt: '2026-02-07T04:35:41.000Z', href: SIGNED },
      { key: 'icon', access: 'SIGNED', expiresAt: '2026-02-07T04:35:41.000Z', href: SIGNED },
      { key: 'raw', access: 'UNKNOWN', expiresAt: null, href: null },
      { key: 'script', access: 'UNKNOWN', expiresAt: null, href: null },
    ]);
  });

  test('are described by title, media type, roles and bands, where Aleph says', async () => {
    const { assets } = await itemFields(
      'assets(keys: ["visual", "open"]) { title type roles bands { name commonName } }',
    );
    expect(assets).toEqual([
      { title: null, type: 'image/tiff', roles: ['data'], bands: [] },
      { title: 'Open', type: null, roles: [], bands: [{ name: 'Red', commonName: 'red' }] },
    ]);
  });

  test('have ids of their own, which tell items and contracts apart', async () => {
    const variants = [{}, { itemId: 'other' }, { collectionId: 'l1d' }, { contractId: 'cont.other' }];
    const ids = await Promise.all(
      variants.map(async (changes) => {
        const { assets } = await itemFields('assets { id }', changes);
        return assets.map(({ id }: { id: string }) => id);
      }),
    );
    expect(new Set(ids.flat()).size).toBe(ids.flat().length);
    expect(await itemFields('assets { id }')).toEqual({ assets: ids[0].map((id: string) => ({ id })) });
  });
});

describe('preview and thumbnail', () => {
  test('are the assets of those names', async () => {
    const assets = { ...ASSETS, preview: { href: SIGNED }, thumbnail: { href: SIGNED } };
    const item = await itemFields('preview { key } thumbnail { key }', { assets });
    expect(item).toEqual({ preview: { key: 'preview' }, thumbnail: { key: 'thumbnail' } });
  });

  test('are the first assets in those roles where none has the name', async () => {
    const item = await itemFields('preview { key access } thumbnail { key }');
    expect(item).toEqual({ preview: { key: 'overview', access: 'SIGNED' }, thumbnail: { key: 'icon' } });
  });

  test('are null where there is neither', async () => {
    const item = await itemFields('preview { key } thumbnail { key }', { assets: { raw: ASSETS.raw } });
    expect(item).toEqual({ preview: null, thumbnail: null });
  });

  test('of the sandbox are signed addresses that a browser can load as they are', async () => {
    const facade = await startFacade({ sandbox: { itemCount: 1_000 } });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { archiveSearch(${OVER_SINGAPORE}, first: 1) { nodes { thumbnail { access href expiresAt } } } } }`,
    );
    const { thumbnail } = body.data.contract.archiveSearch.nodes[0];
    const picture = await fetch(thumbnail.href);
    const bytes = Buffer.from(await picture.arrayBuffer());
    await facade.close();
    expect(thumbnail.access).toBe('SIGNED');
    expect(Date.parse(thumbnail.expiresAt)).toBeGreaterThan(Date.now());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  });
});
