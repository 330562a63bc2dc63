import { describe, expect, test } from 'vitest';
import { assetFor, assetsOf, expiryOf } from '../../src/aleph/assets.ts';
import { itemListOf, type StacItem } from '../../src/aleph/items.ts';

const itemWith = (assets: object): StacItem => {
  const [item] = itemListOf('cont.1', { features: [{ id: 'a', collection: 'l1d', assets }] }).items;
  if (item === undefined) throw new Error('no item');
  return item;
};
const assetWith = (wire: object) => assetsOf(itemWith({ visual: wire }))[0];

const OWNER = { contractId: 'cont.1', holderIds: ['l1d', 'a'] };
const SIGNED =
  'https://bucket.s3.amazonaws.com/p.png?X-Amz-Date=20260218T011935Z&X-Amz-Expires=604800&X-Amz-Signature=00';

describe('an asset', () => {
  test('has its address, type, roles and bands as Aleph gives them', () => {
    const href = 'https://api.satellogic.com/assets/l1d/a/visual?s=s3%3A//bucket/A/x_visual.tif';
    const asset = assetWith({
      href,
      type: 'image/tiff; application=geotiff;',
      roles: ['data', 7],
      title: 'visual',
      'eo:bands': [{ name: 'Red', common_name: 'red', reflectance_scale_factor: 0.0001 }, 'x'],
    });
    expect(asset).toEqual({
      ...OWNER,
      key: 'visual',
      href,
      type: 'image/tiff; application=geotiff',
      title: 'visual',
      roles: ['data'],
      bands: [
        { name: 'Red', commonName: 'red' },
        { name: undefined, commonName: undefined },
      ],
      access: 'HEADERS',
    });
  });

  test.each<[object, object[]]>([
    [{ bands: [{ name: 'B04', 'eo:common_name': 'red' }] }, [{ name: 'B04', commonName: 'red' }]],
    [{ bands: [{ name: 'B04', common_name: 'red' }, 7] }, [{ name: 'B04', commonName: 'red' }, {}]],
    [{ bands: [{ name: 'new' }], 'eo:bands': [{ name: 'old' }] }, [{ name: 'old' }]],
    [{ bands: [{ name: 'new' }], 'eo:bands': [] }, [{ name: 'new' }]],
    [{ bands: [{ name: 'new' }], 'eo:bands': null }, [{ name: 'new' }]],
    [{ bands: 'red' }, []],
  ])('with %j has the bands %j', (wire, bands) => {
    expect(assetWith(wire)?.bands).toEqual(bands);
  });

  test('without anything keeps its place', () => {
    expect(assetWith({})).toEqual({
      ...OWNER,
      key: 'visual',
      href: undefined,
      type: undefined,
      title: undefined,
      roles: [],
      bands: [],
      access: 'UNKNOWN',
    });
  });

  test.each([
    ['image/png', 'image/png'],
    ['image/tiff; application=geotiff; ', 'image/tiff; application=geotiff'],
    [';', undefined],
    [7, undefined],
  ])('of type %j is of type %s', (wire, type) => {
    expect(assetWith({ type: wire })?.type).toBe(type);
  });

  test.each([
    ['https://api.satellogic.com/assets/a', 'HEADERS'],
    ['https://satellogic.com/assets/a?s=s3%3A//b/../c', 'HEADERS'],
    ['https://api.satellogic.com/a', 'OPEN'],
    ['https://api.satellogic.com/assetsa', 'OPEN'],
    ['https://api.satellogic.com/contracts?/assets/', 'OPEN'],
    ['https://api.satellogic.com/contracts#/assets/', 'OPEN'],
    ['https://api.satellogic.com/assets/..%2fcontracts', 'OPEN'],
    ['https://api.satellogic.com/assets/..%5Ccontracts', 'OPEN'],
    ['http://127.0.0.1:4010/tasking/tasks', 'OPEN'],
    ['http://127.0.0.1:4010/assets/a', 'HEADERS'],
    ['http://localhost:4010/assets/a', 'HEADERS'],
    ['http://[::1]:4010/assets/a', 'HEADERS'],
    [SIGNED, 'SIGNED'],
    ['https://cdn.example.test/a.tif', 'OPEN'],
    ['https://evilsatellogic.com/a', 'OPEN'],
    ['https://satellogic.com.evil.test/a', 'OPEN'],
    ['https://127.evil.test/a', 'OPEN'],
    ['https://127.0.0.1.evil.test/a', 'OPEN'],
    ['https://cdn.example.test/a.tif?sig=0', 'OPEN'],
    ['https://cdn.example.test/a.tif?s=x&Signature=0', 'OPEN'],
    ['https://cdn.example.test/a.tif?from=X-Amz-Signature=0', 'OPEN'],
    ['https://cdn.example.test/@a.tif', 'OPEN'],
  ])('at %s is opened with %s, and its address stays verbatim', (href, access) => {
    expect(assetWith({ href })).toMatchObject({ href, access });
  });

  test.each([
    's3://satellogic-production-eo-backend-catalog/a.tif',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'http://cdn.example.test/a.tif',
    'http://127.evil.test/a',
    'http://127.0.0.1.evil.test/a',
    'https://satellogic.com@evil.test/a',
    'https://user:password@api.satellogic.com/assets/a',
    'https://@api.satellogic.com/assets/a',
    'https://api.satellogic.com\\@evil.test/assets/a',
    'https://api.satellogic.com\\assets\\a',
    'https:\\\\api.satellogic.com/assets/a',
    'https://api.satellogic.com/assets\\..\\contracts',
    'https://api.satellogic.com/assets/../contracts',
    'https://api.satellogic.com/contracts/../assets/a',
    'https://api.satellogic.com/./assets/a',
    'https://api.satellogic.com/assets/%2e%2E/contracts',
    'https://api.satellogic.com/assets/.\n./contracts',
    'https://api.satellogic.com/assets/..',
    'https:///api.satellogic.com/assets/a',
    'https:api.satellogic.com/assets/a',
    '/assets/a',
    'https://satellogic.com@evil.test/a',
    'https://user:secret@cdn.example.test/a.tif',
    'https://:secret@api.satellogic.com/a.tif',
    'https://user@b.s3.amazonaws.com/p.png?X-Amz-Signature=00',
    '',
    7,
  ])('at %j keeps its place without an address', (href) => {
    expect(assetWith({ href, title: 'kept' })).toMatchObject({ href: undefined, access: 'UNKNOWN', title: 'kept' });
  });
});

describe('a signed address', () => {
  const signed = (date: string, seconds: string) =>
    assetWith({ href: `https://b.s3.amazonaws.com/p?X-Amz-Date=${date}&X-Amz-Expires=${seconds}&X-Amz-Signature=0` });

  test.each([
    ['20260218T011935Z', '604800', '2026-02-25T01:19:35.000Z'],
    ['20260218T235959Z', '1', '2026-02-19T00:00:00.000Z'],
  ])('of %s for %s s ends at %s', (date, seconds, expiresAt) => {
    const asset = signed(date, seconds);
    expect([asset?.access, asset && expiryOf(asset)]).toEqual(['SIGNED', expiresAt]);
  });

  test.each([
    ['20260218T011935Z', '604801'],
    ['20260218T011935Z', '0'],
    ['20260218T011935Z', '-5'],
    ['20260218T011935Z', 'week'],
    ['20260218T011935Z', ''],
    ['2026-02-18', '600'],
    ['20260230T011935Z', '600'],
    ['', '600'],
  ])('of "%s" for "%s" s does not say when it ends', (date, seconds) => {
    const asset = signed(date, seconds);
    expect([asset?.access, asset && expiryOf(asset)]).toEqual(['SIGNED', undefined]);
  });
});

describe('the assets of an item', () => {
  const item = itemWith({
    cloud: { roles: ['cloud'] },
    broken: null,
    overview: { roles: ['overview'], title: 'by role' },
    preview: { roles: [], title: 'by key' },
    small: { roles: ['thumbnail'] },
  });

  test('come in the order of Aleph, without those that are none', () => {
    expect(assetsOf(item).map(({ key }) => key)).toEqual(['cloud', 'overview', 'preview', 'small']);
  });

  test('are found by key, else by role, else not at all', () => {
    expect(assetFor(item, 'preview', 'overview')?.key).toBe('preview');
    expect(assetFor(item, 'thumbnail', 'thumbnail')?.key).toBe('small');
    expect(assetFor(item, 'visual', 'data')).toBeUndefined();
  });
});
