import { kind, listOf, text } from '../json/kinds.ts';
import { optional, or } from '../json/members.ts';
import { nested, type Of, record } from '../json/records.ts';

const BAND = record({
  name: optional(text, 'name'),
  commonName: or(optional(text, 'common_name'), 'eo:common_name'),
});
/** One band of a raster: an entry of `eo:bands` [STAC 1.0] or of `bands` [STAC 1.1]. */
export type Band = Of<typeof BAND>;

/** Each entry of a list keeps its place; an unreadable one becomes a band without members. */
const list = listOf<Band>({ of: (value) => nested(BAND).of(value) ?? nested(BAND).of({}) });

/** An empty list has no value, so that a list in another place counts. */
export const bands = kind<readonly Band[]>(
  (value) => (list.of(value)?.length ? list.of(value) : undefined),
  undefined,
  {
    isObject: true,
  },
);
