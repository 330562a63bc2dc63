import type { Kind } from './kinds.ts';
import type { Losses } from './losses.ts';
import type { Gate, Member, Members, Path } from './members.ts';
import type { Shapes } from './shapes.ts';
import type { JsonTape } from './tape.ts';

/** A record, for the readers of its parent. */
export interface ChildRows {
  readonly parts: Parts;
  /** A plain object out of parsed JSON; undefined for a value that is no such record. */
  read(origin: Origin, json: unknown): object | undefined;
  /** The shapes of such records in one answer. */
  shapesIn(surroundings: Surroundings): Shapes<object>;
  /** The record at a node of a tape. */
  readOnTape(shape: object, tape: JsonTape, node: number, parent: object): object | undefined;
}

/** The same for all records of one kind in an answer. */
export interface Surroundings {
  /** Members that the records have in common; `parent` is given for a child. */
  readonly sharedOf: (parent: object | undefined) => object;
  readonly losses: Losses | undefined;
}

/** The surroundings of a row. */
export interface Origin {
  /** Members that all rows of one answer, or all children of one parent, have in common. */
  readonly shared: object;
  /** The name of the row in its parent. */
  readonly ownName?: string | undefined;
  readonly parent?: object | undefined;
  readonly losses?: Losses | undefined;
}

export interface Part {
  readonly name: string;
  readonly kind: Kind<unknown>;
  readonly paths: readonly Path[];
  readonly instead: Member<unknown>['instead'];
  readonly otherwise: unknown;
  /** The index of its gate; -1 for none. */
  readonly gate: number;
  /** The index among the values that a row keeps: ids and objects; -1 for other values. */
  readonly slot: number;
  readonly children: Family | undefined;
}

/** Records in the object of a member. */
export interface Family {
  readonly record: ChildRows;
  /** Members that all of them take from their parent. */
  readonly sharedOf: (parent: object) => object;
}

/** The children in a parsed object, in its order. */
export function childrenIn(
  { record, sharedOf }: Family,
  parent: object,
  json: unknown,
  losses: Losses | undefined,
): readonly object[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  const shared = sharedOf(parent);
  return Object.entries(json).flatMap(
    ([name, child]) => record.read({ shared, ownName: name, parent, losses }, child) ?? [],
  );
}

/** Notes a row that does not fit. `missing` is the required member that it lacks; absent where it is no object. */
export function noteLost({ losses, ownName }: Pick<Origin, 'losses' | 'ownName'>, missing?: Part): undefined {
  // A child is a value of its parent, which stands.
  if (ownName === undefined) losses?.noteRow(missing && wireNameOf(missing));
  else losses?.noteValue(ownName);
}

/** The table of members, in the form that the readers use. */
export interface Parts {
  readonly members: readonly Part[];
  readonly gates: readonly Gate[];
  /** Indices of the required members. When a row is made, ids are read, and others only checked for presence. */
  readonly required: readonly number[];
  readonly slots: number;
}

export function partsOf(table: Members): Parts {
  const all = Object.entries(table);
  const gates = [...new Set(all.flatMap(([, { gate }]) => gate ?? []))];
  const kept = all.filter(([, { kind, isId }]) => kind.isObject === true || isId === true).map(([name]) => name);
  return {
    gates,
    slots: kept.length,
    members: all.map(([name, { kind, paths, instead, otherwise, gate, children }]) => ({
      name,
      kind,
      paths,
      instead,
      otherwise,
      gate: gate === undefined ? -1 : gates.indexOf(gate),
      slot: kept.indexOf(name),
      children: children as Family | undefined,
    })),
    required: all.flatMap(([, { isRequired }], index) => (isRequired ? index : [])),
  };
}

/** The name of a member on the wire: the shortest of its places. */
function wireNameOf({ paths, name }: Pick<Part, 'paths' | 'name'>): string {
  return paths.toSorted((a, b) => a.length - b.length)[0]?.join('.') ?? name;
}
