import type { Geometry } from 'geojson';
import { badInput } from '../aleph/errors.ts';
import { flawOfBox } from '../aleph/values/boxes.ts';
import { isDay } from '../aleph/values/dates.ts';
import { inputGeometryOf } from '../aleph/values/geometries.ts';
import { instantOf } from '../aleph/values/instants.ts';
import { passThroughOf } from '../aleph/values/pass-through.ts';
import type { BBox } from '../aleph/values/wire.ts';
import { Losses } from '../json/losses.ts';
import { builder } from './builder.ts';

/** Where the form of each scalar is specified. */
const SPECIFICATIONS = {
  DateTime: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  Date: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  Duration: 'https://www.iso.org/standard/70907.html',
  BBox: 'https://www.rfc-editor.org/rfc/rfc7946#section-5',
  Geometry: 'https://www.rfc-editor.org/rfc/rfc7946#section-3.1',
  FeatureCollection: 'https://www.rfc-editor.org/rfc/rfc7946#section-3.3',
  URL: 'https://url.spec.whatwg.org/#urls',
  JSONObject: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
} as const;

type ScalarName = keyof typeof SPECIFICATIONS;

/**
 * A scalar that leaves JSON as it is; its extension tells the compiler so. graphql-js hands literals to `parse` as
 * well.
 */
function scalar(name: ScalarName, description: string, parse: (value: unknown) => unknown): void {
  const form = { description, specifiedByURL: SPECIFICATIONS[name], extensions: { leavesJson: true } };
  builder.scalarType(name, { ...form, serialize: (value) => value, parseValue: parse as never });
}

function outputScalar(name: ScalarName, description: string): void {
  scalar(name, description, () => refuse(`${name} is output only.`));
}

function refuse(rule: string): never {
  throw badInput([], rule);
}

/** Aleph may leave out parts of an instant; a caller may not. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}:\d{2}(\.\d+)?(z|[+-]\d{2}:\d{2})$/i;

scalar(
  'DateTime',
  'An instant, RFC 3339 in UTC with millisecond precision, e.g. 2026-02-07T03:35:41.440Z. Input accepts any RFC 3339 offset.',
  (value) => {
    const isWhole = typeof value === 'string' && RFC_3339.test(value) && isDay(value.slice(0, 10));
    const instant = isWhole ? instantOf(value) : undefined;
    const rule = 'expected an RFC 3339 instant with an offset, e.g. 2026-02-07T03:35:41Z, between 1900 and 2100.';
    return instant ?? refuse(rule);
  },
);

scalar('Date', 'A calendar day, YYYY-MM-DD.', (value) =>
  typeof value === 'string' && isDay(value)
    ? value
    : refuse('expected a day of the calendar, YYYY-MM-DD, between 1900 and 2100.'),
);

const DURATION =
  /^P(?=\d|T\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,5}W)?(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,7}M)?(?:\d{1,8}S)?)?$/;

scalar('Duration', 'An ISO 8601 duration, e.g. P7D.', (value) =>
  typeof value === 'string' && DURATION.test(value) ? value : refuse('expected an ISO 8601 duration, e.g. P7D.'),
);

scalar(
  'BBox',
  '[west, south, east, north] in degrees, WGS 84. Four finite numbers; latitudes in [-90, 90] with south <= north; longitudes in [-180, 180]; west > east means the box crosses the antimeridian.',
  (value): BBox => {
    const flaw = flawOfBox(value);
    if (flaw !== undefined) return refuse(flaw);
    const [west, south, east, north] = value as BBox;
    return [west, south, east, north];
  },
);

scalar(
  'Geometry',
  'A GeoJSON geometry object (RFC 7946), longitude first. Maps to GeoJSON.Geometry in TypeScript.',
  (value): Geometry => inputGeometryOf(value) ?? refuse('expected a GeoJSON geometry with finite coordinates.'),
);

outputScalar('FeatureCollection', 'A GeoJSON FeatureCollection object (RFC 7946), ready for a map library.');

outputScalar('URL', 'An absolute URL: https, or http on loopback (the sandbox).');

scalar(
  'JSONObject',
  'Any JSON object. Aleph’s are passed through as it sent them. Lists of over 10,000 entries, objects of over 500 members and values below 10 levels are left out. The receipt names them.',
  (value) => {
    const losses = new Losses();
    const passed = passThroughOf(value, losses);
    const isWhole = losses.skipped.members.every((name) => name.endsWith('__proto__'));
    return passed !== undefined && isWhole ? passed : refuse('expected a JSON object, at most 10 levels deep.');
  },
);
