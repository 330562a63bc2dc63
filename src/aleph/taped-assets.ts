import type { AssetAccess } from './addresses.ts';
import { type Asset, type Band, bandsOf, mediaTypeOf } from './assets.ts';
import { BACKSLASH, LAST_ASCII, NINE, SEMICOLON, SPACE } from './json-codes.ts';
import type { JsonTape, JsonTarget } from './json-tape.ts';

const MOST_BY_TAPE = 20;

/** Judges what it takes to load a file. */
export type Judge = (href: string) => AssetAccess;

/**
 * Every asset in an object on a tape, as `assetsOf` reads them once they are parsed; undefined where that would put
 * them in another order than they are written in, as it does with names that come twice or are numbers.
 */
export function assetsOnTape(tape: JsonTape, holder: number, judge: Judge): readonly Asset[] | undefined {
  const assets: Asset[] = [];
  const end = tape.after(holder);
  for (let node = tape.inside(holder); node < end; node = tape.after(node)) {
    if ((tape.bytes[tape.nameFrom(node)] ?? 0) <= NINE || assets.length === MOST_BY_TAPE) return undefined;
    for (let other = tape.inside(holder); other < node; other = tape.after(other)) {
      if (tape.areNamedAlike(node, other)) return undefined;
    }
    if (tape.isObject(node)) assets.push(new TapedAsset(tape, node, judge));
  }
  return assets;
}

/** An asset of which each member is read when it is asked for. */
class TapedAsset implements Asset {
  readonly #tape: JsonTape;
  readonly #node: number;
  readonly #judge: Judge;
  #access: AssetAccess | undefined;

  constructor(tape: JsonTape, node: number, judge: Judge) {
    this.#tape = tape;
    this.#node = node;
    this.#judge = judge;
  }

  get key(): string {
    return this.#tape.nameOf(this.#node);
  }

  get access(): AssetAccess {
    if (this.#access === undefined) {
      const href = this.#text('href');
      this.#access = href === undefined ? 'UNKNOWN' : this.#judge(href);
    }
    return this.#access;
  }

  get href(): string | undefined {
    return this.access === 'UNKNOWN' ? undefined : this.#text('href');
  }

  get type(): string | undefined {
    return mediaTypeOf(this.#text('type'));
  }

  get title(): string | undefined {
    return this.#text('title');
  }

  get roles(): readonly string[] {
    const tape = this.#tape;
    const list = this.#at('roles');
    const roles: string[] = [];
    if (!tape.isArray(list)) return roles;
    for (let node = tape.inside(list); node < tape.after(list); node = tape.after(node)) {
      const role = tape.string(node);
      if (role !== undefined) roles.push(role);
    }
    return roles;
  }

  get bands(): readonly Band[] {
    return bandsOf(this.#tape.value(this.#at('eo:bands')));
  }

  writeAsIs(member: string, target: JsonTarget): boolean {
    const tape = this.#tape;
    if (member === 'key') {
      tape.writeName(this.#node, target);
      return true;
    }
    const node = this.#at(member);
    if (node === undefined || !this.#mayStandIn(member, node)) return false;
    tape.write(node, target);
    return true;
  }

  #mayStandIn(member: string, node: number): boolean {
    const tape = this.#tape;
    if (member === 'roles') return isListOfStrings(tape, node);
    if (!tape.isString(node)) return false;
    if (member === 'href') return this.access !== 'UNKNOWN';
    return member === 'title' || (member === 'type' && isCleanMediaType(tape, node));
  }

  #at(member: string): number | undefined {
    return this.#tape.member(this.#node, member);
  }

  #text(member: string): string | undefined {
    return this.#tape.string(this.#at(member));
  }
}

function isListOfStrings(tape: JsonTape, list: number): boolean {
  if (!tape.isArray(list)) return false;
  for (let node = tape.inside(list); node < tape.after(list); node = tape.after(node)) {
    if (!tape.isString(node)) return false;
  }
  return true;
}

/** Whether `mediaTypeOf` would leave it as it is, for sure. */
function isCleanMediaType(tape: JsonTape, node: number): boolean {
  const { bytes } = tape;
  const end = tape.to(node) - 1;
  let code = 0;
  for (let at = tape.from(node) + 1; at < end; at += 1) {
    code = bytes[at] ?? 0;
    if (code === BACKSLASH || code > LAST_ASCII) return false;
  }
  return code > SPACE && code !== SEMICOLON;
}
