import fc from 'fast-check';

/** Values of a wrong type. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'x', 0, -1, -999, -0, 1e300, [], {}, [null], { a: 1 }, ['ms', 7]),
  fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme-ascii' }),
);
const orOdd = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary, weight: 4 }, { arbitrary: odd, weight: 1 });

const number = orOdd(fc.oneof(fc.double({ min: -400, max: 400, noNaN: true }), fc.constantFrom(-999, -1, 0, 100, 1e6)));
const word = orOdd(fc.constantFrom('a', 'newsat48', '2.0.1', 'Порт', '32610', 'EPSG:32610'));
const datetime = orOdd(
  fc.constantFrom(
    '2026-02-07T03:35:41.440063+00:00',
    '2023-01-30T01:01:30.760099328Z',
    '2026-02-07 03:35:41',
    '2026-02-30T00:00:00Z',
    'yesterday',
  ),
);

const properties = fc.record(
  {
    datetime,
    platform: word,
    instruments: orOdd(fc.array(fc.constantFrom('ms', 'pan'))),
    gsd: number,
    'eo:cloud_cover': number,
    'view:off_nadir': number,
    'view:incidence_angle': number,
    'view:azimuth': number,
    'view:sun_azimuth': number,
    'view:sun_elevation': number,
    'satl:outcome_id': word,
    'satl:product_name': word,
    'satl:product_version': word,
    'satl:satellite_generation': word,
    'satl:valid_pixel': number,
    'grid:code': word,
    'proj:epsg': orOdd(fc.constantFrom<unknown>(32649, '32610', 0, 3e9)),
    collection: word,
    more: odd,
    wide: fc.nat(600).map((size) => (size > 450 ? Array.from({ length: size }, () => 1) : size)),
  },
  { requiredKeys: [] },
);

/** A ring around any place, some degrees wide, or far too wide. */
const ring = fc
  .record({ lon: fc.double({ min: -185, max: 185, noNaN: true }), lat: fc.double({ min: -91, max: 91, noNaN: true }) })
  .chain(({ lon, lat }) =>
    fc.constantFrom(0.01, 0.2, 3, 8, 50).map((size) => [
      [lon, lat],
      [lon + size, lat],
      [lon + size, lat + size],
      [lon, lat + size],
      [lon, lat],
    ]),
  );
const coordinates = fc.oneof(
  { arbitrary: fc.array(ring, { minLength: 1, maxLength: 2 }), weight: 6 },
  fc.array(fc.array(ring, { maxLength: 2 }), { maxLength: 2 }),
  fc.constantFrom<unknown>(
    [],
    [[]],
    [[[]]],
    [[[1]]],
    [[[1, 2, 3]]],
    [[[1, '2']]],
    [[[1, [2]]]],
    [[[1, null]]],
    [[[1e21, 2]]],
    [[[1e-7, 2]]],
    [1, 2],
    '[[1,2]]]',
    [['[1,2]]']],
  ),
);
const geometry = orOdd(
  fc.record(
    {
      type: fc.oneof(
        { arbitrary: fc.constant('Polygon'), weight: 6 },
        fc.constantFrom<unknown>('MultiPolygon', 'Point', 'LineString', 'GeometryCollection', 'constructor', 7),
      ),
      coordinates,
      bbox: fc.constant([1, 2, 3, 4]),
    },
    { requiredKeys: ['type', 'coordinates'] },
  ),
);
const collection = fc.record({
  type: fc.constant('GeometryCollection'),
  geometries: fc.array(geometry, { maxLength: 2 }),
});
const bbox = orOdd(
  fc.oneof(
    fc.array(fc.double({ min: -180, max: 180, noNaN: true }), { minLength: 3, maxLength: 7 }),
    fc.constantFrom(
      [4, 52, 4.1, 52.1],
      [179, 1, -179, 2],
      [0, 0, 51.25, 37.5],
      [1, 2, -5, 1.1, 2.1, 900],
      [-0, 0, 0, 0],
    ),
  ),
);

/** Addresses as Aleph sends them, and hostile ones. */
export const address = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('https://', 'http://', 'HTTPS://', 's3://', 'https:///', 'https:/', 'javascript:', '//', ''),
      fc.constantFrom('', 'user@', 'a:b@', 'satellogic.com@'),
      fc.constantFrom(
        'api.satellogic.com',
        'satellogic.com',
        'evilsatellogic.com',
        'satellogic.com.evil.test',
        'cdn.example.test',
        'CDN.example.test',
        '127.0.0.1',
        '127.1',
        'localhost',
        '[::1]',
        '[::',
        'a b',
        'xn--',
        'bücher.test',
        '%6cocalhost',
        '\u3000',
        '',
      ),
      fc.constantFrom('', ':8080', ':99999', ':x', '\\', '\t', '?', '#'),
      fc.constantFrom(
        ...[
          '',
          '/',
          '/a',
          '/a/../b',
          '\\a',
          '//b',
          '/%',
          '/a b',
          '@evil.test/',
          '/assets/a.b',
          '/assets',
          '/assets/',
          '/.',
        ],
        ...['/assets/../a', '/a/%2E./assets/b', '/assets/..%2fa', '/assets/a\\b', '/assets/.hidden', '/assets/.\t./a'],
      ),
      fc.constantFrom(
        '',
        '?',
        '?X-Amz-Signature=0',
        '?a=1&X-Amz-Signature=0#b',
        '?X-Amz-\nSignature=0',
        '?x-amz-signature=',
        '?AWSAccessKeyId=a&Signature=b&Expires=1',
        '?Signature=b',
        '?sv=1&sig=2&se=2026-02-25',
        '?a=?X-Goog-Signature=0',
      ),
      fc.constantFrom('', '#', '#?X-Amz-Signature=0', ' ', '\u0000'),
    )
    .map((parts) => parts.join('')),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string(),
);

const asset = orOdd(
  fc.record(
    {
      href: orOdd(address),
      type: orOdd(fc.constantFrom('image/png', 'image/tiff; application=geotiff; ', ';', 'a;\u00a0')),
      title: word,
      roles: orOdd(fc.array(fc.oneof(fc.constantFrom('data', 'overview', ''), odd), { maxLength: 3 })),
      alternate: orOdd(fc.dictionary(fc.constantFrom('https', 's3'), orOdd(fc.record({ href: orOdd(address) })))),
      'eo:bands': orOdd(fc.array(orOdd(fc.record({ name: word, common_name: word })), { maxLength: 2 })),
    },
    { requiredKeys: [] },
  ),
);
const assets = orOdd(
  fc.dictionary(
    fc.oneof(fc.constantFrom('visual', 'preview', '10', '2', '-1', '', 'é', 'constructor'), fc.string()),
    asset,
    {
      maxKeys: 5,
    },
  ),
);

/** One entry of a list of items; any of its members may be wrong. */
export const feature = orOdd(
  fc.record(
    {
      type: fc.constant('Feature'),
      id: orOdd(fc.constantFrom('a', 'b')),
      collection: orOdd(fc.constantFrom('l0', 'l1d')),
      bbox,
      geometry: fc.oneof({ arbitrary: geometry, weight: 9 }, collection),
      properties: orOdd(properties),
      assets,
      links: fc.oneof(odd, fc.array(fc.record({ rel: fc.constantFrom('self', 'root'), href: orOdd(address) }))),
    },
    { requiredKeys: ['id'] },
  ),
);
