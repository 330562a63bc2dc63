import * as z from 'zod';
import type { Guesses } from '../world/guesses.ts';
import { isoMicros, isoSeconds, parseInstant } from '../world/instants.ts';

/** `P1D` */
const ISO_SPAN =
  /^P(?=.)(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}(\.\d{1,6})?S)?)?$/;
/** `7 days, 00:00:00`, as Python writes it. */
const PYTHON_SPAN = /^(\d{1,6} days?, )?\d{1,2}:\d{2}:\d{2}(\.\d{1,6})?$/;
const MICROS = 1_000_000;
/** Years have four digits, in UTC too. */
const FIRST_INSTANT = Date.UTC(1000, 0) * 1000;
const LAST_INSTANT = Date.UTC(10_000, 0) * 1000 - 1;
/** What a longitude may be where any is taken: a few turns around the earth. */
const WIDE_REACH = 1080;

/** The words of Django REST Framework for a member that is absent, null or of another type. */
export function said(wrong: string) {
  const error = ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'This field is required.' : input === null ? 'This field may not be null.' : wrong;
  return { error };
}

/** A name. */
export function textIn({ names }: Guesses) {
  const text = z.string(said('Not a valid string.'));
  return (names === 'trimmed' ? text.trim() : text).regex(/\S/, 'This field may not be blank.');
}

/** A moment, in UTC from then on. One without a zone counts as UTC. */
export const INSTANT = z.string(said('Datetime has wrong format.')).transform((text, context) => {
  const instant = parseInstant(text) ?? parseInstant(`${text}Z`);
  if (instant === undefined || instant < FIRST_INSTANT || instant > LAST_INSTANT) {
    context.addIssue('Datetime has wrong format.');
    return z.NEVER;
  }
  return instant % MICROS === 0 ? isoSeconds(instant / 1000) : `${isoMicros(instant)}Z`;
});

export const ISO_DURATION = z.string().regex(ISO_SPAN, 'Duration has wrong format.').nullish();
export const DURATION = z
  .string(said('Duration has wrong format.'))
  .refine((text) => ISO_SPAN.test(text) || PYTHON_SPAN.test(text), 'Duration has wrong format.')
  .nullish();

export const COUNT = z
  .int(said('A valid integer is required.'))
  .min(1, 'Ensure this value is greater than or equal to 1.')
  .nullish();

export function degrees(low: number, high: number) {
  return z
    .number(said('A valid number is required.'))
    .min(low, `Ensure this value is greater than or equal to ${low}.`)
    .max(high, `Ensure this value is less than or equal to ${high}.`)
    .nullish();
}

/** One Point or one Polygon, whose rings are closed. */
export function geometryIn({ wideLongitudes }: Guesses) {
  const reach = wideLongitudes === 'rejected' ? 180 : WIDE_REACH;
  const position = z
    .array(z.number())
    .min(2)
    .max(3)
    .refine(([lon = Number.NaN, lat = Number.NaN]) => Math.abs(lon) <= reach && Math.abs(lat) <= 90);
  const ring = z
    .array(position)
    .min(4)
    .refine((positions) => String(positions[0]) === String(positions.at(-1)));
  const point = z.object({ type: z.literal('Point'), coordinates: position });
  const polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) });
  const either = z.union([point, polygon]);
  // As one member with one complaint, rather than with a complaint for each of its parts.
  return z.unknown().transform((value, context) => {
    const parsed = either.safeParse(value);
    if (parsed.success) return parsed.data;
    context.addIssue(said('Invalid geometry: expected a Point, or a Polygon of closed rings.').error({ input: value }));
    return z.NEVER;
  });
}
