import type { Geometry } from 'geojson';
import { BACKSLASH, LAST_ASCII, OBJECT, SEMICOLON, SPACE } from '../../json/codes.ts';
import { hidesObjects, repeatsNames } from '../../json/distinct-names.ts';
import { type Kind, kind, listOf, numberWithin } from '../../json/kinds.ts';
import type { Shape } from '../../json/shapes.ts';
import type { JsonTape } from '../../json/tape.ts';
import { type AddressJudge, type AssetAccess, accessOf, createAddressJudge, followableUrlOf } from './addresses.ts';
import { bboxOf, isBBox } from './boxes.ts';
import { geometryAt, isPlainBox, type TapedGeometry } from './footprints.ts';
import { geometryOf } from './geometries.ts';
import { instantOf, lastInstantOf, writeInstant } from './instants.ts';
import { isPassable, MOST_ENTRIES, MOST_MEMBERS, passThroughOf } from './pass-through.ts';
import { withoutEnd } from './texts.ts';
import { type BBox, type JsonObject, recordOf, textOf } from './wire.ts';

// Values outside their possible range are absent; -999 and -1 mean "not computed" [obs] and fall outside.

/** RFC 3339 in UTC with milliseconds. */
export const instant: Kind<string> = {
  of: instantOf,
  copy: writeInstant,
};

/** The end of an interval. */
export const lastInstant: Kind<string> = { ...instant, of: lastInstantOf };

export const percent = numberWithin(0, 100);
/** Degrees from straight down, or from the vertical. */
export const tilt = numberWithin(0, 90);
/** Degrees clockwise from north. */
export const azimuth = numberWithin(0, 360);
/** Degrees above the horizon. */
export const elevation = numberWithin(-90, 90);
/** Metres per pixel. */
export const metres = numberWithin(Number.MIN_VALUE, 1_000);

/** An EPSG code as a number, as text [obs: satellogic-earthview], or with its authority, as `EPSG:32649` [STAC 1.1]. */
export const epsg = kind<number>((value) => {
  const code = typeof value === 'string' ? Number(/^(?:EPSG:)?(\d+)$/i.exec(value)?.[1]) : value;
  return typeof code === 'number' && Number.isInteger(code) && code > 0 && code < 2 ** 31 ? code : undefined;
});

export const box = kind<BBox>(bboxOf, (tape, node) => isPlainBox(tape, node) || isBBox(tape.value(node)), {
  isObject: true,
});
export const boxes = listOf(box);

export const geometry = kind<Geometry>(geometryOf, (tape, node, known: TapedGeometry) => known.isSame(tape, node), {
  isObject: true,
  knownAt: (shape, place) => shape.once(geometryAt, place),
  read: (tape, node, known: TapedGeometry) => known.read(tape, node),
});

/** An object that is passed on as it is, but for what is beyond the limits. */
export const passedOn = kind<JsonObject>(
  passThroughOf,
  (tape, node, isRepeated: boolean) => !isRepeated && isModest(tape, node) && !hidesObjects(tape, node),
  { isObject: true, knownAt: repeatsNames, isAt: (tape, node) => tape.isObject(node) },
);

/** Whether all of an object may be passed on. */
function isModest(tape: JsonTape, object: number): boolean {
  return tape.isObject(object) && (isSurelyModest(tape, object) || isPassable(tape.value(object)));
}

/** Whether an object is surely within the limits. Levels need not be counted: the tokenizer rejects deep texts. */
function isSurelyModest(tape: JsonTape, object: number): boolean {
  if (isShort(tape, object)) return true;
  let count = 0;
  for (let node = tape.inside(object); node < tape.after(object); node = tape.after(node)) {
    count += 1;
    const isContainer = tape.isObject(node) || tape.isArray(node);
    if (count > MOST_MEMBERS || (isContainer && !isShort(tape, node) && !isPlainList(tape, node))) return false;
  }
  return true;
}

/** Each member takes at least two characters, so a short object cannot have too many. */
function isShort(tape: JsonTape, node: number): boolean {
  return tape.to(node) - tape.from(node) <= 2 * MOST_MEMBERS;
}

/** Whether a list surely holds no object and few entries, which take at least two characters each. */
function isPlainList(tape: JsonTape, node: number): boolean {
  if (!tape.isArray(node) || tape.to(node) - tape.from(node) > 2 * MOST_ENTRIES) return false;
  const inner = tape.bytes.indexOf(OBJECT, tape.from(node));
  return inner === -1 || inner >= tape.to(node);
}

/** The way to load a file from an address; undefined for an address that must not be followed. */
export const access: Kind<AssetAccess> = {
  of: (value) => knownOf(accessOf(value)),
  knownAt: judgeIn,
  read: (tape, node, judge: AddressJudge) => knownOf(judge.accessOf(tape.value(node))),
};

function judgeIn(shape: Shape): AddressJudge {
  return shape.inAnswer(createAddressJudge, createAddressJudge);
}

function knownOf(access: AssetAccess): AssetAccess | undefined {
  return access === 'UNKNOWN' ? undefined : access;
}

/** The address of the `self` link among links [std]. */
export const selfLink = kind<string>((links) => {
  const link = Array.isArray(links) ? links.map(recordOf).find((one) => one?.['rel'] === 'self') : undefined;
  return followableUrlOf(link?.['href'])?.href;
});

/** An address that a browser may follow, exactly as Aleph wrote it. */
export const address = kind<string>(
  (value) => (accessOf(value) === 'UNKNOWN' ? undefined : textOf(value)),
  (tape, node, judge: AddressJudge) =>
    tape.isString(node) &&
    (judge.isAsFollowable(tape.bytes, tape.from(node) + 1) || judge.accessOf(tape.string(node)) !== 'UNKNOWN'),
  {
    knownAt: judgeIn,
    read(tape, node, judge: AddressJudge) {
      const href = tape.string(node);
      return href === undefined || judge.accessOf(href) === 'UNKNOWN' ? undefined : href;
    },
  },
);

/** The same in the form of a URL parser. */
export const parsedAddress = kind<string>((value) => followableUrlOf(value)?.href);

/** A media type without the stray semicolon at the end, which quickview items have [obs: cass]. */
export const mediaType = kind<string>(mediaTypeOf, isCleanMediaType);

const STRAY = /[;\s]/;

function mediaTypeOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text && (withoutEnd(text, STRAY) || undefined);
}

/** Whether a value is surely a string that `mediaTypeOf` would not change. */
function isCleanMediaType(tape: JsonTape, node: number): boolean {
  if (!tape.isString(node)) return false;
  const { bytes } = tape;
  const end = tape.to(node) - 1;
  let code = 0;
  for (let at = tape.from(node) + 1; at < end; at += 1) {
    code = bytes[at] ?? 0;
    if (code === BACKSLASH || code > LAST_ASCII) return false;
  }
  return code > SPACE && code !== SEMICOLON;
}
