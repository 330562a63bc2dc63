import { NINE } from './codes.ts';
import { type Copy, copyNothing, isOfKind } from './kinds.ts';
import type { Losses } from './losses.ts';
import type { ChildShape, Part, Parts } from './record-parts.ts';
import { type Member, type Place, placeIn, type Shape } from './shapes.ts';
import type { JsonTape } from './tape.ts';

/** Names of members; undefined for a field that is no copied member. */
export type Names = readonly (string | undefined)[];

type Read = (tape: JsonTape, node: number) => unknown;

/** One place of a member, and the reader of that place. */
interface Spot {
  readonly place: Place;
  readonly read: Read;
}

interface GatedCopy {
  readonly copy: Copy;
  readonly gate: number;
}

const NO_COPY: GatedCopy = { copy: copyNothing, gate: -1 };
/** Each child has a RecordShape in every shape of its parent; an odd answer would otherwise make thousands of them. */
const MOST_CHILDREN_BY_TAPE = 20;

type Named = Pick<Member, 'name' | 'place'>;

interface Surroundings {
  /** Members that its rows have in common; `parent` is given for a child. */
  readonly sharedOf: (parent: object | undefined) => object;
  readonly losses: Losses | undefined;
}

/**
 * A record in rows of one shape. For each member it knows the place, the reader of that place, and the copy of its
 * bytes. All of this is worked out once per shape, so a row holds only its tape and its place.
 */
export class RecordShape implements ChildShape {
  readonly parts: Parts;
  readonly sharedOf: Surroundings['sharedOf'];
  readonly losses: Surroundings['losses'];
  /** The place of the record in its row; 0 for the row itself. */
  readonly within: Place;
  /** Its name in its parent. */
  readonly ownName: string | undefined;
  private readonly shape: Shape;
  /** By index of the member. */
  private readonly places: readonly (readonly Spot[])[];
  private readonly gates: readonly ((tape: JsonTape, row: number) => boolean)[];
  private readonly families = new Map<number, readonly RecordShape[] | undefined>();
  private copiedNames: Names = [];
  private copies: readonly GatedCopy[] = [];

  constructor(parts: Parts, { sharedOf, losses }: Surroundings, shape: Shape, child?: Named) {
    this.parts = parts;
    this.sharedOf = sharedOf;
    this.losses = losses;
    this.shape = shape;
    this.within = child?.place ?? 0;
    this.ownName = child?.name;
    this.places = parts.members.map((part) => this.placesOf(part));
    this.gates = parts.gates.map((gate) => gate.onTape(shape));
  }

  isOpen(gate: number, tape: JsonTape, row: number): boolean {
    return this.gates[gate]?.(tape, row) ?? true;
  }

  read(index: number, tape: JsonTape, row: number): unknown {
    const places = this.places[index] as readonly Spot[];
    for (let at = 0; at < places.length; at += 1) {
      const { place, read } = places[at] as Spot;
      const value = read(tape, row + place);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The first required member that a row lacks, ids excepted; undefined for a row that has them all. */
  missingIn(tape: JsonTape, row: number): Part | undefined {
    for (const index of this.parts.required) {
      if (!this.has(index, tape, row)) return this.parts.members[index];
    }
    return undefined;
  }

  /**
   * The records in the object of a member, in the order of the text. Undefined where JSON.parse would order them
   * differently (names that are numbers or come twice), and for more than twenty.
   */
  childrenAt(index: number): readonly RecordShape[] | undefined {
    if (!this.families.has(index)) this.families.set(index, this.familyAt(index));
    return this.families.get(index);
  }

  /** The copy for one of the names. Copies are worked out once, and again when a different list of names comes. */
  copyAt(names: Names, index: number): GatedCopy {
    if (names !== this.copiedNames) {
      this.copies = names.map((name) => this.copyOf(name));
      this.copiedNames = names;
    }
    return this.copies[index] ?? NO_COPY;
  }

  /** The place of the object of a member with children. */
  placeOf(index: number): Place {
    return this.places[index]?.[0]?.place ?? 0;
  }

  private placesOf({ paths, kind }: Part): readonly Spot[] {
    const { shape, within, losses } = this;
    const child = within === 0 ? undefined : within;
    return paths.flatMap((path) => {
      const place = placeIn(shape, path, child);
      const read =
        kind.readAt?.(shape, place) ??
        ((tape: JsonTape, node: number) => kind.of(tape.value(node), losses, path.at(-1)));
      return place === 0 ? [] : [{ place, read }];
    });
  }

  private has(index: number, tape: JsonTape, row: number): boolean {
    const { kind } = this.parts.members[index] as Part;
    return (this.places[index] ?? []).some(({ place }) => isOfKind(kind, tape, row + place));
  }

  private familyAt(index: number): readonly RecordShape[] | undefined {
    const { children } = this.parts.members[index] as Part;
    const place = this.placeOf(index);
    if (children === undefined || place === 0) return [];
    const members = this.shape.membersIn(place);
    const isInOrder = members.every(({ name }) => name.charCodeAt(0) > NINE);
    const areDistinct = new Set(members.map(({ name }) => name)).size === members.length;
    if (members.length > MOST_CHILDREN_BY_TAPE || !isInOrder || !areDistinct) return undefined;
    const { record, sharedOf } = children;
    const surroundings = { sharedOf: (parent: object = {}) => sharedOf(parent), losses: this.losses };
    return members.map((member) => new RecordShape(record.parts, surroundings, this.shape, member));
  }

  private copyOf(name: string | undefined): GatedCopy {
    const index = this.parts.members.findIndex((part) => part.name === name);
    const part = this.parts.members[index];
    if (part === undefined || part.children !== undefined) return NO_COPY;
    if (part.paths.length === 0) return { copy: this.copyOwnName(), gate: -1 };
    const [place, another] = this.places[index] ?? [];
    // With two places, the first with a value counts, and that differs from row to row.
    if (place === undefined || another !== undefined) return NO_COPY;
    return { copy: part.kind.copyAt(this.shape, place.place), gate: part.gate };
  }

  private copyOwnName(): Copy {
    const { within } = this;
    return (tape, row, target) => {
      tape.writeName(row + within, target);
      return true;
    };
  }
}
