import { BACKSLASH, behindSpaces, COMMA, LAST_ASCII, NINE, QUOTE, SEMICOLON, SPACE } from '../json/codes.ts';
import { type Member, type Place, type Shape, valueAt } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import type { JsonTarget } from '../json/target.ts';
import { type Asset, type Band, bandsOf, mediaTypeOf } from './assets.ts';
import type { AddressJudge, AssetAccess } from './values/addresses.ts';
import { textOf, textsOf } from './values/wire.ts';
import { type Copy, copiesOf, copyAt, copyNothing, type Members, text } from './written-members.ts';

const MOST_BY_TAPE = 20;

/**
 * Those of the assets in the object at a place, in order; undefined where `assetsOf` would put them in another order
 * than they are written in, as it does with names that come twice or are numbers.
 */
export function assetShapesOf(shape: Shape, holder: Place, judge: AddressJudge): readonly AssetShape[] | undefined {
  const members = shape.membersIn(holder);
  const isInOrder = members.every(({ name }) => name.charCodeAt(0) > NINE);
  const areDistinct = new Set(members.map(({ name }) => name)).size === members.length;
  if (members.length > MOST_BY_TAPE || !isInOrder || !areDistinct) return undefined;
  return members.map((member) => new AssetShape(shape, member, judge));
}

/** Every asset of a row, as `assetsOf` reads them once they are parsed. */
export function assetsOnTape(shapes: readonly AssetShape[], tape: JsonTape, row: number): readonly Asset[] {
  const assets: Asset[] = [];
  for (const shape of shapes) {
    if (tape.isObject(row + shape.place)) assets.push(new TapedAsset(shape, tape, row));
  }
  return assets;
}

/** What is the same of an asset in all rows of a layout. */
export class AssetShape {
  readonly key: string;
  readonly place: Place;
  readonly href: Place;
  readonly judge: AddressJudge;
  readonly copiesOf: (members: Members) => readonly Copy[];
  private readonly shape: Shape;

  constructor(shape: Shape, { name, place }: Member, judge: AddressJudge) {
    this.shape = shape;
    this.key = name;
    this.place = place;
    this.judge = judge;
    this.href = this.placeOf('href');
    this.copiesOf = copiesOf((member) => this.copyOf(member));
  }

  placeOf(member: string): Place {
    return this.shape.placeOf(member, this.place);
  }

  private copyOf(member: string): Copy {
    switch (member) {
      case 'key':
        return (tape, row, target) => {
          tape.writeName(row + this.place, target);
          return true;
        };
      case 'href':
        return copyAt(this.href, (tape, node) => tape.isString(node) && this.isFollowable(tape, node));
      case 'type':
        return copyAt(this.placeOf(member), isCleanMediaType);
      case 'title':
        return text(member)(this.shape, this.place);
      case 'roles':
        return copyAt(this.placeOf(member), isListOfStrings);
      default:
        return copyNothing;
    }
  }

  private isFollowable(tape: JsonTape, node: number): boolean {
    const { judge } = this;
    return judge.isAsFollowable(tape.bytes, tape.from(node) + 1) || judge.accessOf(tape.string(node)) !== 'UNKNOWN';
  }
}

/** An asset of which each member is read when it is asked for. */
class TapedAsset implements Asset {
  readonly #shape: AssetShape;
  readonly #tape: JsonTape;
  readonly #row: number;
  #access: AssetAccess | undefined;

  constructor(shape: AssetShape, tape: JsonTape, row: number) {
    this.#shape = shape;
    this.#tape = tape;
    this.#row = row;
  }

  get key(): string {
    return this.#shape.key;
  }

  get access(): AssetAccess {
    this.#access ??= this.#shape.judge.accessOf(this.#value('href'));
    return this.#access;
  }

  get href(): string | undefined {
    return this.access === 'UNKNOWN' ? undefined : textOf(this.#value('href'));
  }

  get type(): string | undefined {
    return mediaTypeOf(this.#value('type'));
  }

  get title(): string | undefined {
    return textOf(this.#value('title'));
  }

  get roles(): readonly string[] {
    return textsOf(this.#value('roles')) ?? [];
  }

  get bands(): readonly Band[] {
    return bandsOf(this.#value('eo:bands'));
  }

  copyRaw(members: Members, index: number, target: JsonTarget): boolean {
    return this.#shape.copiesOf(members)[index]?.(this.#tape, this.#row, target) ?? false;
  }

  #value(member: string): unknown {
    return valueAt(this.#tape, this.#row, this.#shape.placeOf(member));
  }
}

/** Whether a value is surely a list of strings; false also where one has escapes. */
function isListOfStrings(tape: JsonTape, list: number): boolean {
  if (!tape.isArray(list)) return false;
  const { bytes } = tape;
  const end = tape.to(list) - 1;
  let at = behindSpaces(bytes, tape.from(list) + 1);
  while (bytes[at] === QUOTE) {
    at += 1;
    while (bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at += 1;
    if (bytes[at] === BACKSLASH) return false;
    at = behindSpaces(bytes, at + 1);
    if (bytes[at] === COMMA) at = behindSpaces(bytes, at + 1);
  }
  return at === end;
}

/** Whether a value is a string that `mediaTypeOf` would leave as it is, for sure. */
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
