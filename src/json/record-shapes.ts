import { NINE } from './codes.ts';
import { isOfKind, type Kind } from './kinds.ts';
import type { Gate, Path } from './members.ts';
import type { Part, Parts, Surroundings } from './record-parts.ts';
import { type Member, type Place, placeIn, type Shape } from './shapes.ts';
import type { JsonTape } from './tape.ts';
import type { JsonTarget } from './target.ts';

/** Names of members; undefined for a field that is no copied member. */
export type Names = readonly (string | undefined)[];

/** A child in rows of one shape. */
interface Child {
  readonly place: Place;
  readonly shape: object;
}

/** What copies the bytes of a member; false, and nothing copied, where they do not read as the member does. */
interface Copier {
  copy(tape: JsonTape, row: number, target: JsonTarget): boolean;
}

interface GatedCopier {
  readonly copier: Copier;
  readonly gate: number;
}

const NO_COPY: GatedCopier = { copier: { copy: () => false }, gate: -1 };
const NO_COPIES: readonly GatedCopier[] = [];
const OF_OWN_NAME: Copier = {
  copy(tape, row, target) {
    tape.writeName(row, target);
    return true;
  },
};
/** Each child has a shape in every shape of its parent; an odd answer would otherwise have thousands of them. */
const MOST_CHILDREN_BY_TAPE = 20;

/**
 * A record in rows of one shape. For each member it knows the place, the reader of that place, and the copy of its
 * bytes, so a row holds only its tape and its place. An answer may have a dozen shapes, and a query needs few members.
 * So each of these is worked out on first use, and then kept.
 */
export class RecordShape implements Surroundings {
  readonly parts: Parts;
  readonly sharedOf: Surroundings['sharedOf'];
  readonly losses: Surroundings['losses'];
  readonly shape: Shape;
  /** By index of the member; null for a member without a place. */
  private readonly spots: (Spot | null)[];
  /** By index of the gate, what it knows of these rows. */
  private readonly gates: unknown[];
  private copiedNames: Names | undefined;
  private copies: readonly GatedCopier[] = NO_COPIES;

  constructor(parts: Parts, { sharedOf, losses }: Surroundings, shape: Shape) {
    this.parts = parts;
    this.sharedOf = sharedOf;
    this.losses = losses;
    this.shape = shape;
    // As long as they can be: a list that grows by itself makes room for more than most need.
    this.spots = new Array(parts.members.length);
    this.gates = new Array(parts.gates.length);
  }

  isOpen(gate: number, tape: JsonTape, row: number): boolean {
    const test = this.parts.gates[gate] as Gate;
    this.gates[gate] ??= test.knownAt(this.shape);
    return test.surely(tape, row, this.gates[gate]) || this.holds(gate, tape, row);
  }

  read(index: number, tape: JsonTape, row: number): unknown {
    return this.spotAt(index)?.read(tape, row);
  }

  /** Whether a member has a value, without making it where its kind can tell. */
  has(index: number, tape: JsonTape, row: number): boolean {
    return this.spotAt(index)?.has(tape, row) === true;
  }

  /**
   * The records in the object of a member, in the order of the text. Null where JSON.parse would order them
   * differently (names that are numbers or come twice), and for more than twenty.
   */
  childrenAt(index: number): readonly Child[] | null {
    const spot = this.spotAt(index);
    return spot === null ? [] : spot.children();
  }

  /** The copy for one of the names. Copies are worked out once, and again when a different list of names comes. */
  copyAt(names: Names, index: number): GatedCopier {
    if (names !== this.copiedNames) this.prepareCopies(names);
    return this.copies[index] ?? NO_COPY;
  }

  /** The place of the object of a member with children. */
  placeOf(index: number): Place {
    return this.spotAt(index)?.place ?? 0;
  }

  private spotAt(index: number): Spot | null {
    const known = this.spots[index];
    if (known !== undefined) return known;
    const spot = spotOf(this.parts.members[index] as Part, this);
    this.spots[index] = spot;
    return spot;
  }

  private holds(gate: number, tape: JsonTape, row: number): boolean {
    const { gates, members } = this.parts;
    const values: Record<string, unknown> = {};
    members.forEach((part, index) => {
      if (part.gate === gate) values[part.name] = this.read(index, tape, row);
    });
    return (gates[gate] as Gate).holds(values);
  }

  /** A method of its own: a closure in `copyAt` would cost memory on each call. */
  private prepareCopies(names: Names): void {
    this.copies = names.map((name) => this.copyOf(name));
    this.copiedNames = names;
  }

  private copyOf(name: string | undefined): GatedCopier {
    const index = this.parts.members.findIndex((part) => part.name === name);
    const part = this.parts.members[index];
    if (part === undefined || part.children !== undefined) return NO_COPY;
    const copier = part.paths.length === 0 ? OF_OWN_NAME : this.spotAt(index);
    return copier === null ? NO_COPY : { copier, gate: part.gate };
  }
}

/** The first place of a member in rows of one shape, with its further ones. */
function spotOf(part: Part, record: RecordShape): Spot | null {
  let found: Spot | null = null;
  for (let at = part.paths.length - 1; at >= 0; at -= 1) {
    const path = part.paths[at] as Path;
    const place = placeIn(record.shape, path);
    if (place !== 0) found = new Spot(part, record, { name: path.at(-1) as string, place }, found);
  }
  return found;
}

/** One place of a member. */
class Spot implements Copier {
  readonly place: Place;
  private readonly kind: Kind<unknown>;
  /** What the kind knows beforehand of values here. */
  private readonly known: unknown;
  /** The last name on the way to it. */
  private readonly name: string;
  private readonly part: Part;
  private readonly record: RecordShape;
  /** The place that counts where this one has no value. */
  private readonly next: Spot | null;
  private family: readonly Child[] | null | undefined;

  constructor(part: Part, record: RecordShape, { name, place }: Member, next: Spot | null) {
    this.part = part;
    this.kind = part.kind;
    this.record = record;
    this.name = name;
    this.place = place;
    this.next = next;
    this.known = part.kind.knownAt?.(record.shape, place);
  }

  /** Nothing for a member with two places: the first with a value counts, and that differs from row to row. */
  copy(tape: JsonTape, row: number, target: JsonTarget): boolean {
    const { kind } = this;
    return this.next === null && kind.copy?.(tape, row + this.place, target, this.known) === true;
  }

  read(tape: JsonTape, row: number): unknown {
    const value = this.readHere(tape, row + this.place);
    return value === undefined && this.next !== null ? this.next.read(tape, row) : value;
  }

  has(tape: JsonTape, row: number): boolean {
    return isOfKind(this.kind, tape, row + this.place) || this.next?.has(tape, row) === true;
  }

  children(): readonly Child[] | null {
    if (this.family === undefined) this.family = this.findChildren();
    return this.family;
  }

  private readHere(tape: JsonTape, node: number): unknown {
    const { kind } = this;
    if (kind.read !== undefined) return kind.read(tape, node, this.known);
    return kind.of(tape.value(node), this.record.losses, this.name);
  }

  private findChildren(): readonly Child[] | null {
    const { children } = this.part;
    if (children === undefined) return [];
    const { shape, losses } = this.record;
    const members = shape.membersIn(this.place);
    const isInOrder = members.every(({ name }) => name.charCodeAt(0) > NINE);
    const areDistinct = new Set(members.map(({ name }) => name)).size === members.length;
    if (members.length > MOST_CHILDREN_BY_TAPE || !isInOrder || !areDistinct) return null;
    const { record, sharedOf } = children;
    const shapes = shape.inAnswer(children, () =>
      record.shapesIn({ sharedOf: (parent: object = {}) => sharedOf(parent), losses }),
    );
    return members.map(({ place }) => ({ place, shape: shape.inFirst(place, shapes) }));
  }
}
