import type { Geometry } from 'geojson';
import { type ValueNode, valueFromASTUntyped } from 'graphql';
import { badInput } from '../aleph/errors.ts';
import { type BBox, geometryOf, instantOf, passThroughOf } from '../aleph/wire.ts';
import { builder } from './builder.ts';

type ScalarName = 'DateTime' | 'Date' | 'BBox' | 'Geometry' | 'FeatureCollection' | 'URL' | 'JSONObject';

/** A scalar whose values leave as they are, and whose input is checked the same way as a variable and as a literal. */
function scalar<T>(name: ScalarName, description: string, parse: (value: unknown) => T): void {
  builder.scalarType(name, {
    description,
    serialize: (value) => value,
    parseValue: parse as never,
    // Without this, a literal 1e999 would become Infinity behind the check's back.
    parseLiteral: ((node: ValueNode) => parse(valueFromASTUntyped(node))) as never,
  });
}

function refuse(rule: string): never {
  throw badInput([], rule);
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

function isKnownYear(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

scalar(
  'DateTime',
  'An instant, RFC 3339 in UTC with millisecond precision, e.g. 2026-02-07T03:35:41.440Z. Input accepts any RFC 3339 offset.',
  (value) => {
    const instant = instantOf(value);
    const rule = 'expected an RFC 3339 instant with an offset, e.g. 2026-02-07T03:35:41Z, between 1900 and 2100.';
    const hasOffset = typeof value === 'string' && /(z|[+-]\d{2}:\d{2})$/i.test(value);
    return instant !== undefined && hasOffset && isKnownYear(instant) ? instant : refuse(rule);
  },
);

scalar('Date', 'A calendar day, YYYY-MM-DD.', (value) => {
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  // Date.parse rolls 30 February over to March, so the day must come back as it went in.
  const isReal = isDay && isKnownYear(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;
  return isReal ? value : refuse('expected a day of the calendar, YYYY-MM-DD, between 1900 and 2100.');
});

scalar(
  'BBox',
  '[west, south, east, north] in degrees, WGS 84. Four finite numbers; latitudes in [-90, 90] with south <= north; longitudes in [-180, 180]; west > east means the box crosses the antimeridian.',
  (value): BBox => {
    if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) {
      return refuse('expected four finite numbers: west, south, east, north.');
    }
    const [west, south, east, north] = value as unknown as BBox;
    if (Math.abs(west) > 180 || Math.abs(east) > 180) return refuse('west and east must be in [-180, 180].');
    if (south < -90 || north > 90 || south > north)
      return refuse('south and north must be in [-90, 90], south <= north.');
    return [west, south, east, north];
  },
);

scalar(
  'Geometry',
  'A GeoJSON geometry object (RFC 7946), longitude first. Maps to GeoJSON.Geometry in TypeScript.',
  (value): Geometry => geometryOf(value) ?? refuse('expected a GeoJSON geometry with finite coordinates.'),
);

scalar('FeatureCollection', 'A GeoJSON FeatureCollection object (RFC 7946), ready for a map library.', () =>
  refuse('a FeatureCollection is output only.'),
);

scalar('URL', 'An absolute URL: https, or http on loopback (the sandbox).', (value) =>
  typeof value === 'string' && URL.canParse(value) ? value : refuse('expected an absolute URL.'),
);

scalar(
  'JSONObject',
  'Any JSON object, passed through as Aleph sent it.',
  (value) => passThroughOf(value) ?? refuse('expected a JSON object, at most 10 levels deep.'),
);
