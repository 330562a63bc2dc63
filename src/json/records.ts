import type { Kind } from './kinds.ts';
import type { JsonList } from './list.ts';
import type { Losses } from './losses.ts';
import { type Member, type Members, type Path, type Values, valueIn } from './members.ts';
import { type ChildRows, childrenIn, type Family, noteLost, type Origin, type Parts, partsOf } from './record-parts.ts';
import type { JsonTape } from './tape.ts';
import { type RawJson, type TapedRecord, type TapedRows, tapedRows } from './taped-records.ts';

/**
 * One description of a noun, from which every way to read it follows.
 *
 * A record is a table of members, and a member is a kind at a place. From the table follow the TypeScript type, the
 * reader of parsed JSON, the lazy reader on tapes, and the copies of raw JSON. Both readers give equal
 * records, so callers need not know which one ran. A gate is a test of the row; members behind a gate that fails are
 * absent. Children are records inside the object of a member, such as the assets of an item.
 */
export interface RecordType<S, R> {
  /** A record out of parsed JSON; undefined, and noted in `losses`, where a required member is missing. */
  read(shared: S, json: unknown, losses?: Losses): R | undefined;
  /** The same for rows of one answer on tapes: equal records that read a member on first use. */
  onTape(shared: S, losses?: Losses): (tape: JsonTape, row: number) => R | undefined;
  /** One entry for each row of a list; undefined for a row that does not fit. */
  listOf(shared: S, list: JsonList, losses?: Losses): readonly (R | undefined)[];
  /** This record as the child of another one. */
  readonly asChild: ChildRows;
  /** Names of the members that all records of one answer have in common. */
  readonly sharedNames: readonly string[];
}

/** The same members, listed one by one in the editor. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The TypeScript type of a record. */
export type Of<T> = T extends RecordType<infer _S, infer R> ? R : never;

/** Members that all records of one answer, or of one parent, have in common. */
export interface Shared<S> {
  readonly names: readonly (keyof S & string)[];
}

export function shared<S>(...names: readonly (keyof S & string)[]): Shared<S> {
  return { names };
}

type Derived<M extends Members, S> = Readonly<Record<string, (row: Values<M> & S) => unknown>>;
type DerivedValues<D> = { readonly [K in keyof D]: D[K] extends (row: never) => infer T ? T : never };

export interface RecordOptions<S, D> {
  readonly shared?: Shared<S>;
  /** Members that are worked out from others. */
  readonly derived?: D;
  /** The member whose value a bare text is, for records that Aleph may write as a text. */
  readonly bare?: string;
}

/** Describes a noun by a table of its members. */
export function record<M extends Members, S = object, D extends Derived<M, S> = Record<never, never>>(
  members: M,
  options: RecordOptions<S, D> = {},
): RecordType<S, Flat<S & Values<M> & DerivedValues<D>> & RawJson> {
  const plain = plainRecord(members, options as never);
  let taped: TapedRows | undefined;
  const rows = () => {
    taped ??= tapedRows(plain);
    return taped;
  };
  const type: RecordType<object, object> = {
    read: (common, json, losses) => plain.read({ shared: common, losses }, json),
    onTape: (common, losses) => rows().makerFor(common, losses),
    listOf(common, list, losses) {
      if (!('stretches' in list)) return list.rows.map((json) => type.read(common, json, losses));
      return rows().listOf(common, list, losses);
    },
    sharedNames: plain.shared,
    asChild: {
      parts: plain.parts,
      read: plain.read,
      shapesIn: (surroundings) => rows().shapesIn(surroundings),
      readOnTape: (shape, tape, node, parent) => rows().readOnTape(shape, tape, node, parent),
    },
  };
  return type as never;
}

/** Records in the object of a member, each with its name there. `sharedOf` gives the members taken from the parent. */
export function children<R, S extends object>(
  type: RecordType<S, R>,
  sharedOf: (parent: never) => S,
  ...path: Path
): Member<readonly R[]> {
  const family: Family = { record: type.asChild, sharedOf: sharedOf as never };
  const kind: Kind<unknown> = { of: (value) => value };
  return { kind, paths: [path], isRequired: false, children: family };
}

/** A record as a value of another one. */
export function nested<R>(type: RecordType<object, R>): Kind<R> {
  return { isObject: true, of: (value) => type.read({}, value) };
}

type AnyDerived = Readonly<Record<string, (row: object) => unknown>>;

/** Reads all members at once, into a plain object. */
function plainRecord(members: Members, options: RecordOptions<object, AnyDerived>): TapedRecord {
  const { derived = {}, bare, shared: common } = options;
  const parts = partsOf(members);
  const table = Object.values(members);
  const read = (origin: Origin, given: unknown) => {
    const json = bare !== undefined && typeof given === 'string' ? { [bare]: given } : given;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return noteLost(origin);
    const row: Record<string, unknown> = { ...origin.shared };
    for (let index = 0; index < table.length; index += 1) {
      const member = table[index] as Member<unknown>;
      const part = parts.members[index] as Parts['members'][number];
      const value = memberOf(member, part, { row, json, origin });
      if (value === undefined && member.isRequired) return noteLost(origin, part);
      row[part.name] = value;
    }
    const closed = parts.gates.map((gate) => !gate.holds(row));
    for (const { name, gate, otherwise } of parts.members) if (closed[gate] === true) row[name] = otherwise;
    for (const name in derived) row[name] = derived[name]?.(row);
    return row;
  };
  return { parts, derived, shared: common?.names ?? [], mayBeBare: bare !== undefined, read };
}

interface Reading {
  readonly row: object;
  readonly json: unknown;
  readonly origin: Origin;
}

function memberOf(
  member: Member<unknown>,
  { children: family, paths, instead, otherwise }: Parts['members'][number],
  { row, json, origin }: Reading,
): unknown {
  if (paths.length === 0) return origin.ownName;
  const value = valueIn(member, json, origin.losses);
  if (family !== undefined) return childrenIn(family, row, value, origin.losses);
  return value ?? instead?.(json, origin.parent) ?? otherwise;
}
