import { describe, expect, test } from 'vitest';
import { itemListOf } from '../../src/aleph/items.ts';
import { ShapeMismatch } from '../../src/aleph/values/wire.ts';

const PROPERTIES = {
  gsd: 0.5,
  datetime: '2026-02-07T03:35:41.440063+00:00',
  platform: 'newsat48',
  'grid:code': 'SATL-2KM-49N_566_1818',
  'proj:epsg': 32649,
  collection: 'l1d-sr',
  instruments: ['ms'],
  'view:azimuth': 196.06301419062495,
  'eo:cloud_cover': 1.9519645657313056,
  'satl-qa:cc_nir': -999.0,
  'satl:outcome_id': '71dc2ddb-a9d2-4d67-8398-b111fc3c12bc',
  'satl:valid_pixel': 41.74,
  'view:off_nadir': 21.581633613399294,
  'view:sun_azimuth': 147.94812928874848,
  'view:sun_elevation': 54.0,
  'view:incidence_angle': 23.41037943058666,
  'satl:product_name': 'L1D_SR',
  'satl:product_version': '2.0.1',
  'satl:satellite_generation': 'MarkV',
};
const ID = '20260207_033541_440_SN48_L1D_SR_MS_49N_566_1818_2_0_1';
const POINT = { type: 'Point', coordinates: [111.6, 16.4] };
const FEATURE = {
  type: 'Feature',
  id: ID,
  collection: 'l1d-sr',
  bbox: [111.6, 16.4, 111.7, 16.5],
  geometry: POINT,
  tile_geometry: POINT,
  properties: PROPERTIES,
  assets: { preview: { href: 'https://example.test/p.png' } },
  links: [],
};

const listOf = (...features: unknown[]) => itemListOf('cont.1', { type: 'FeatureCollection', features }).items;
const itemFrom = (properties: object, feature: object = {}) =>
  listOf({ ...FEATURE, ...feature, properties: { ...PROPERTIES, ...properties } })[0];

describe('an item', () => {
  test('has the words of STAC, its contract, and its properties as they came', () => {
    expect(listOf(FEATURE)).toEqual([
      {
        contractId: 'cont.1',
        itemId: ID,
        collectionId: 'l1d-sr',
        datetime: '2026-02-07T03:35:41.440Z',
        platform: 'newsat48',
        instruments: ['ms'],
        gsd: 0.5,
        cloudCover: 1.9519645657313056,
        offNadir: 21.581633613399294,
        incidenceAngle: 23.41037943058666,
        viewAzimuth: 196.06301419062495,
        sunAzimuth: 147.94812928874848,
        sunElevation: 54,
        outcomeId: '71dc2ddb-a9d2-4d67-8398-b111fc3c12bc',
        productName: 'L1D_SR',
        productVersion: '2.0.1',
        satelliteGeneration: 'MarkV',
        validPixelPercent: 41.74,
        gridCode: 'SATL-2KM-49N_566_1818',
        epsg: 32649,
        bands: [],
        bbox: FEATURE.bbox,
        geometry: POINT,
        assets: [
          {
            contractId: 'cont.1',
            holderIds: ['l1d-sr', ID],
            key: 'preview',
            href: 'https://example.test/p.png',
            access: 'OPEN',
            type: undefined,
            title: undefined,
            roles: [],
            bands: [],
          },
        ],
        properties: PROPERTIES,
      },
    ]);
  });

  test.each<[string, object, object]>([
    [
      'nine digits of a second',
      { datetime: '2023-01-30T01:01:30.760099328+00:00' },
      { datetime: '2023-01-30T01:01:30.760Z' },
    ],
    [
      'no instant at all',
      { datetime: null },
      { datetime: undefined, startDatetime: undefined, endDatetime: undefined },
    ],
    [
      'an interval of instants',
      { datetime: null, start_datetime: '2026-02-07T03:35+00:00', end_datetime: '2026-02-07T03:35:60Z' },
      { datetime: undefined, startDatetime: '2026-02-07T03:35:00.000Z', endDatetime: '2026-02-07T03:36:00.000Z' },
    ],
    [
      'an interval of days',
      { start_datetime: '2026-02-07', end_datetime: '2026-02-08' },
      { startDatetime: '2026-02-07T00:00:00.000Z', endDatetime: '2026-02-08T23:59:59.999Z' },
    ],
    ['a sentinel for cloud', { 'eo:cloud_cover': -999 }, { cloudCover: undefined }],
    ['another sentinel', { 'eo:cloud_cover': -1 }, { cloudCover: undefined }],
    ['no cloud', { 'eo:cloud_cover': 0 }, { cloudCover: 0 }],
    ['full cloud', { 'eo:cloud_cover': 100 }, { cloudCover: 100 }],
    ['cloud beyond all', { 'eo:cloud_cover': 101 }, { cloudCover: undefined }],
    ['cloud as text', { 'eo:cloud_cover': '5' }, { cloudCover: undefined }],
    ['an impossible resolution', { gsd: 1_000_000 }, { gsd: undefined }],
    ['a resolution of zero', { gsd: 0 }, { gsd: undefined }],
    ['a coarse resolution', { gsd: 20 }, { gsd: 20 }],
    ['a sun below the horizon', { 'view:sun_elevation': -12.5 }, { sunElevation: -12.5 }],
    ['a sentinel for the sun', { 'view:sun_elevation': -999 }, { sunElevation: undefined }],
    [
      'when it was last changed',
      { 'satl:last_modified': '2026-02-07T13:00:58.635534+00:00' },
      { lastModified: '2026-02-07T13:00:58.635Z' },
    ],
    ['epsg as text', { 'proj:epsg': '32610' }, { epsg: 32610 }],
    ['epsg with its authority', { 'proj:epsg': 'EPSG:32610' }, { epsg: 32610 }],
    ['epsg in small letters', { 'proj:epsg': 'epsg:4326' }, { epsg: 4326 }],
    ['a code of EPSG', { 'proj:epsg': undefined, 'proj:code': 'EPSG:32610' }, { epsg: 32610 }],
    ['a code of EPSG beside null', { 'proj:epsg': null, 'proj:code': 'EPSG:32610' }, { epsg: 32610 }],
    ['a code of another authority', { 'proj:epsg': undefined, 'proj:code': 'IAU_2015:30100' }, { epsg: undefined }],
    ['no code', { 'proj:epsg': undefined, 'proj:code': null }, { epsg: undefined }],
    ['epsg that is none', { 'proj:epsg': 'WGS 84' }, { epsg: undefined }],
    ['epsg of no digits', { 'proj:epsg': 'EPSG:' }, { epsg: undefined }],
    ['no bands', {}, { bands: [] }],
    ['bands', { bands: [{ name: 'B04', 'eo:common_name': 'red' }] }, { bands: [{ name: 'B04', commonName: 'red' }] }],
    ['bands of eo', { 'eo:bands': [{ common_name: 'nir' }] }, { bands: [{ name: undefined, commonName: 'nir' }] }],
    ['no bands beside those of eo', { bands: [], 'eo:bands': [{ name: 'NIR' }] }, { bands: [{ name: 'NIR' }] }],
    ['bands that are no list', { bands: { name: 'B04' } }, { bands: [] }],
    ['epsg begun with a number', { 'proj:epsg': '32610 or so' }, { epsg: undefined }],
    ['epsg beyond all codes', { 'proj:epsg': 3_000_000_000 }, { epsg: undefined }],
    ['valid pixels as a fraction', { 'satl:valid_pixel': 0.153 }, { validPixelPercent: 0.153 }],
    ['instruments of the wrong type', { instruments: 'ms' }, { instruments: undefined }],
    ['a number for a name', { platform: 48 }, { platform: undefined }],
  ])('with %s', (_what, properties, expected) => {
    expect(itemFrom(properties)).toMatchObject(expected);
  });

  test.each<[string, object, object]>([
    ['a null geometry and no box', { geometry: null, bbox: undefined }, { geometry: undefined, bbox: undefined }],
    ['a box with heights', { bbox: [1, 2, -5, 3, 4, 900] }, { bbox: [1, 2, 3, 4] }],
    ['its collection in the properties alone', { collection: undefined }, { collectionId: 'l1d-sr' }],
    ['assets that are none', { assets: ['a'] }, { assets: [] }],
  ])('with %s', (_what, feature, expected) => {
    expect(itemFrom({}, feature)).toMatchObject(expected);
  });

  test('without properties stands by its id and collection', () => {
    const [item] = listOf({ id: ID, collection: 'l0' });
    expect(item).toMatchObject({ itemId: ID, collectionId: 'l0', datetime: undefined, gsd: undefined, properties: {} });
  });

  test('without id or collection costs itself and no other', () => {
    const anonymous = { ...FEATURE, id: undefined };
    const stray = { ...FEATURE, collection: undefined, properties: {} };
    expect(listOf(null, 'x', anonymous, stray, { ...FEATURE, id: 7.5 }, FEATURE).map(({ itemId }) => itemId)).toEqual([
      ID,
    ]);
  });
});

describe('a list of items', () => {
  test.each<[object, number | undefined]>([
    [{ numberMatched: 7 }, 7],
    [{ context: { matched: 8 } }, 8],
    [{ numberMatched: 7, context: { matched: 8 } }, 7],
    [{ numberMatched: null, context: { matched: 8 } }, 8],
    [{ numberMatched: '7' }, undefined],
    [{ numberMatched: -1 }, undefined],
    [{ context: 'x' }, undefined],
    [{}, undefined],
  ])('with %j says how many match', (counts, matched) => {
    expect(itemListOf('cont.1', { features: [], ...counts }).matched).toBe(matched);
  });

  test.each([null, {}, { features: null }, { features: {} }, 'x'])('is not %j', (json) => {
    expect(() => itemListOf('cont.1', json)).toThrow(ShapeMismatch);
  });
});
