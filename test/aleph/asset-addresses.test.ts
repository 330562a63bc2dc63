import { describe, expect, test } from 'vitest';
import { expiryOf } from '../../src/aleph/assets.ts';
import { itemListOf } from '../../src/aleph/items.ts';

const SIGNED =
  'https://bucket.s3.amazonaws.com/p.png?X-Amz-Date=20260218T011935Z&X-Amz-Expires=604800&X-Amz-Signature=00';
/** The only asset of an item whose links lead to other places as well. */
const assetWith = (asset: unknown, self?: unknown) => {
  const links = [{ rel: 'root', href: 'https://other.example.test/' }, null, { rel: 'self', href: self }];
  const [item] = itemListOf('cont.1', { features: [{ id: 'a', collection: 'l1d', links, assets: { asset } }] }).items;
  return item?.assets[0];
};

describe('a signature', () => {
  const S3 = 'https://b.s3.amazonaws.com/p.png';
  const FRONT = 'https://d1.cloudfront.net/p.png';
  const GOOGLE = 'https://storage.googleapis.com/b/p.png';
  const AZURE = 'https://b.blob.core.windows.net/c/p.png';
  const END = '2026-02-18T01:19:35.000Z';
  test.each<[string, string, string | undefined]>([
    ['AWS version 2', `${S3}?AWSAccessKeyId=AK&Signature=a%2Fb%3D&Expires=1771377575`, END],
    ['AWS version 2, in another order', `${S3}?Expires=1771377575&Signature=a&AWSAccessKeyId=AK`, END],
    ['AWS version 2 without an end', `${S3}?AWSAccessKeyId=AK&Signature=a`, undefined],
    ['AWS version 2 with an end in words', `${S3}?AWSAccessKeyId=AK&Signature=a&Expires=soon`, undefined],
    [
      'AWS version 2 with an end beyond all years',
      `${S3}?AWSAccessKeyId=A&Signature=a&Expires=999999999999`,
      undefined,
    ],
    ['CloudFront', `${FRONT}?Expires=1771377575&Signature=a&Key-Pair-Id=K`, END],
    ['CloudFront by a policy', `${FRONT}?Policy=e30_&Signature=a&Key-Pair-Id=K`, undefined],
    [
      'Google version 4',
      `${GOOGLE}?X-Goog-Algorithm=GOOG4&X-Goog-Date=20260218T011935Z&X-Goog-Expires=600&X-Goog-Signature=0f`,
      '2026-02-18T01:29:35.000Z',
    ],
    ['Google version 4 without a date', `${GOOGLE}?X-Goog-Expires=600&X-Goog-Signature=0f`, undefined],
    ['Google version 2', `${GOOGLE}?GoogleAccessId=a%40b&Expires=1771377575&Signature=a`, END],
    ['Azure', `${AZURE}?sv=2022-11-02&se=2026-02-25T01%3A19%3A35Z&sr=b&sp=r&sig=a%3D`, '2026-02-25T01:19:35.000Z'],
    ['Azure, not escaped', `${AZURE}?sv=2022-11-02&se=2026-02-25T01:19:35+01:00&sig=a#top`, '2026-02-25T00:19:35.000Z'],
    ['Azure until a day', `${AZURE}?sv=2022-11-02&st=2026-02-01&se=2026-02-25&sig=a`, '2026-02-25T00:00:00.000Z'],
    ['Azure by a stored policy', `${AZURE}?sv=2022-11-02&si=readers&sig=a`, undefined],
    ['Azure with a broken escape', `${AZURE}?sv=2022-11-02&se=%E0%A4%A&sig=a`, undefined],
  ])('of %s makes an address SIGNED, and says when it ends', (_scheme, href, expiresAt) => {
    const asset = assetWith({ href });
    expect(asset).toMatchObject({ href, access: 'SIGNED' });
    expect(asset && expiryOf(asset)).toBe(expiresAt);
  });

  test('does not take its end from another signature, or from behind its query', () => {
    const hrefs = [
      `${SIGNED.replace('&X-Amz-Expires=604800', '')}&Expires=1771377575`,
      `${S3}?X-Amz-Signature=0#?se=2026`,
    ];
    for (const href of hrefs) {
      const asset = assetWith({ href });
      expect([asset?.access, asset && expiryOf(asset)]).toEqual(['SIGNED', undefined]);
    }
  });
});

describe('an address that cannot be followed as it is', () => {
  const SELF = 'https://catalog.example.test/collections/l1d/items/a';
  const assetOf = (asset: unknown, self: unknown = SELF) => assetWith(asset, self);

  test.each([
    ['visual.tif', 'https://catalog.example.test/collections/l1d/items/visual.tif'],
    ['./a/visual.tif', 'https://catalog.example.test/collections/l1d/items/a/visual.tif'],
    ['../../../visual.tif', 'https://catalog.example.test/visual.tif'],
    ['/assets/a?s=1', 'https://catalog.example.test/assets/a?s=1'],
    ['//cdn.example.test/a.tif', 'https://cdn.example.test/a.tif'],
    ['?f=tif', `${SELF}?f=tif`],
  ])('such as %s is resolved against the item’s own', (href, resolved) => {
    expect(assetOf({ href })).toMatchObject({ href: resolved, access: 'OPEN' });
    expect(assetOf(href)).toMatchObject({ href: resolved, access: 'OPEN' });
  });

  test.each([
    '',
    's3://b/a.tif',
    'javascript:alert(1)',
    '//user@cdn.example.test/a.tif',
    'http://cdn.example.test/a',
    7,
  ])('such as %j stays away, whatever the item’s own is', (href) => {
    expect(assetOf({ href })).toMatchObject({ href: undefined, access: 'UNKNOWN' });
  });

  test.each([null, '/items/a', 's3://b/a', 'http://internal/items/a', 'https://user@catalog.example.test/a', 7])(
    'is not resolved against %j',
    (self) => {
      expect(assetOf({ href: 'visual.tif' }, self)).toMatchObject({ href: undefined, access: 'UNKNOWN' });
    },
  );

  test('resolves to one that needs headers, or a signature, as any other', () => {
    expect(assetOf('visual.tif', 'https://api.satellogic.com/assets/items/a')?.access).toBe('HEADERS');
    expect(assetOf('/p.png?X-Amz-Signature=0')?.access).toBe('SIGNED');
  });

  test.each<[string, unknown, string | undefined]>([
    [
      'by protocol',
      { s3: { href: 's3://b/a' }, https: { href: 'https://cdn.example.test/a' } },
      'https://cdn.example.test/a',
    ],
    ['as texts', { s3: 's3://b/a', https: 'https://cdn.example.test/a' }, 'https://cdn.example.test/a'],
    ['as a list', [{ href: 's3://b/a' }, { href: 'https://cdn.example.test/a' }], 'https://cdn.example.test/a'],
    ['as one text', 'https://cdn.example.test/a', 'https://cdn.example.test/a'],
    ['as one object', { title: 'b.tif', href: 'https://cdn.example.test/a' }, 'https://cdn.example.test/a'],
    ['that is relative', { https: { href: 'a.tif' } }, 'https://catalog.example.test/collections/l1d/items/a.tif'],
    ['of no use', { gs: { href: 'gs://b/a' }, odd: { href: 7 }, none: null }, undefined],
    ['with words alone', { title: 'a.tif', https: 'b.tif' }, undefined],
    ['that is nothing', null, undefined],
  ])('has an alternate %s in its place', (_form, alternate, href) => {
    const access = href === undefined ? 'UNKNOWN' : 'OPEN';
    expect(assetOf({ href: 's3://bucket/a.tif', alternate })).toMatchObject({ href, access });
    expect(assetOf({ alternate })).toMatchObject({ href, access });
  });

  test('has no alternate in its place where it can be followed', () => {
    const alternate = { signed: { href: SIGNED } };
    expect(assetOf({ href: 'https://cdn.example.test/a', alternate })?.href).toBe('https://cdn.example.test/a');
  });
});
