import type { Kind } from './kinds.ts';
import type { Losses } from './losses.ts';
import type { Shape } from './shapes.ts';
import type { JsonTape } from './tape.ts';

/** Names of members from the outside in. */
export type Path = readonly [string, ...string[]];

/** A member of a record: a kind of value, and its places in a row. */
export interface Member<T> {
  readonly kind: Kind<unknown>;
  /** The first place with a value counts. None for the name under which the record itself stands. */
  readonly paths: readonly Path[];
  readonly isRequired: boolean;
  /** Whether the value is read when the row is made. Other required members are only checked for presence. */
  readonly isId?: boolean;
  readonly gate?: Gate;
  /** Works out a missing value from the JSON of the row, and from its parent. */
  readonly instead?: (json: unknown, parent: object | undefined) => unknown;
  /** Stands in for a missing value. */
  readonly otherwise?: unknown;
  /** The Family of a member whose object holds records. */
  readonly children?: object;
  /** Never there: it holds the type of the member. */
  readonly value?: T;
}

export type Members = Readonly<Record<string, Member<unknown>>>;
export type Values<M extends Members> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };

/** A test of a row. If it fails, all members with this gate are absent. A row on a tape is tested at most once. */
export interface Gate {
  /** `values` has the members with this gate, and may have more. */
  holds(values: object): boolean;
  /** A cheap test of rows on a tape; where it fails, `holds` decides. */
  surely(tape: JsonTape, row: number, known: unknown): boolean;
  /** What `surely` gets as `known`, of rows of one shape. */
  knownAt(shape: Shape): unknown;
}

/** A member that may be missing, null or of another kind: then it is undefined, and the rest of the row stands. */
export function optional<T>(kind: Kind<T>, ...path: Path): Member<T | undefined> {
  return { kind, paths: [path], isRequired: false };
}

/** A row without it is no record. */
export function required<T>(kind: Kind<T>, ...path: Path): Member<T> {
  return { kind, paths: [path], isRequired: true };
}

/** A required member that identifies the row. It is read when the row is made, since it is used more than once. */
export function id<T>(kind: Kind<T>, ...path: Path): Member<T> {
  return { ...required(kind, ...path), isId: true };
}

/** The name under which a record stands in the object of its parent. */
export function ownName(): Member<string> {
  return { kind: { of: () => undefined }, paths: [], isRequired: false };
}

/** Adds places to look at when the earlier ones hold no value. */
export function or<T>(member: Member<T>, ...places: readonly (string | Path)[]): Member<T> {
  const paths = places.map((place): Path => (typeof place === 'string' ? [place] : place));
  return { ...member, paths: [...member.paths, ...paths] };
}

/** `value` stands in for a missing value. */
export function otherwise<T>(member: Member<T | undefined>, value: T): Member<T> {
  return { ...(member as Member<T>), otherwise: value };
}

/** `instead` works out a missing value from the JSON of the row. The parent is given for a child. */
export function orElse<T>(member: Member<T>, instead: (json: unknown, parent?: object) => T | undefined): Member<T> {
  return { ...member, instead };
}

/** Members that stand in an object of the row. */
export function inside<M extends Members>(path: Path, members: M): M {
  return mapped(members, (member) => ({ ...member, paths: member.paths.map((inner): Path => [...path, ...inner]) }));
}

/** Members that stand in an object of the row or, where they have no value there, in the row itself. */
export function insideOrBeside<M extends Members>(path: Path, members: M): M {
  return mapped(members, (member) => ({
    ...member,
    paths: member.paths.flatMap((inner): readonly Path[] => [[...path, ...inner], inner]),
  }));
}

/** Optional members that are all absent where a test of their values fails. */
export function together<M extends Members>(
  members: M,
  holds: (values: Values<M>) => boolean,
  cheaply: Pick<Gate, 'surely' | 'knownAt'>,
): M {
  const gate: Gate = { holds: holds as Gate['holds'], ...cheaply };
  return mapped(members, (member) => ({ ...member, gate }));
}

function mapped<M extends Members>(members: M, change: (member: Member<unknown>) => Member<unknown>): M {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)])) as M;
}

/** The value of a member in parsed JSON: the first of its places that has one. */
export function valueIn({ kind, paths }: Member<unknown>, row: unknown, losses?: Losses): unknown {
  for (let at = 0; at < paths.length; at += 1) {
    const path = paths[at] as Path;
    const value = kind.of(jsonAt(row, path), losses, path.at(-1));
    if (value !== undefined) return value;
  }
  return undefined;
}

function jsonAt(row: unknown, path: Path): unknown {
  let value = row;
  for (let at = 0; at < path.length; at += 1) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[path[at] as string];
  }
  return value;
}
