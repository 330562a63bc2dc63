import { cut, type Drawing, unrolled } from './antimeridian.ts';
import { type Facts, factsOf, identitiesOf, isObject, type Members, membersOf, mergedFacts } from './facts.ts';
import { boxOf, isGeometry, type Part, partOfBox, partsOf } from './parts.ts';
import { type Bounds, boundsAround, boundsOfPart } from './spans.ts';

/** First and last line of an object in the answer as GraphiQL prints it; the first line of all is 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Shape {
  readonly key: string;
  readonly facts: Facts;
  readonly drawing: Drawing;
  readonly bounds: Bounds;
  /** One geometry of the answer, or the boxes that stand in for it. */
  readonly source: readonly unknown[];
  /** Whether the source is boxes. */
  readonly isBox: boolean;
  /** Everywhere that it stands. */
  readonly places: readonly Place[];
}

export interface Found {
  readonly shapes: readonly Shape[];
  /** Geometries that cannot be drawn: of no known type, or without positions. */
  readonly undrawable: number;
}

/** An object of the answer while it is read. */
interface Owner {
  readonly value: object;
  readonly field: string;
  readonly around: Owner | undefined;
  readonly start: number;
  geometries: unknown[];
  boxes: unknown[];
}

interface Candidate {
  readonly owner: Owner;
  readonly place: Place;
}

interface Draft extends Shape {
  /** All names under which the thing may come up again. */
  readonly keys: readonly string[];
}

/** JSON as Aleph sent it: a list of four numbers is a box only where it is called so. */
export const RAW_FIELDS = new Set(['properties', 'summaries', 'parameters', 'feasibility']);

/**
 * Finds everything in the data of an answer that has a place on the globe, one shape for each thing. `fieldOf` resolves
 * aliases. GraphiQL prints JSON with two spaces: a scalar or an empty list has one line, and any other list or object
 * two and those of its members.
 */
export function findShapes(answer: unknown, fieldOf: (key: string) => string = (key) => key): Found {
  const candidates: Candidate[] = [];
  const visit = (value: unknown, field: string, owner: Owner | undefined, line: number, isRaw: boolean): number => {
    if (Array.isArray(value)) {
      const isNamed = field === 'bbox' || field === 'bboxes';
      if (owner && (isNamed || (!isRaw && value.length === 4)) && boxOf(value)) owner.boxes.push(value);
      if (value.length === 0 || typeof value[0] === 'number') return line + linesOf(value);
      return value.reduce((next: number, one) => visit(one, field, owner, next, isRaw), line + 1) + 1;
    }
    if (!isObject(value)) return line + 1;
    if (isGeometry(value)) {
      owner?.geometries.push(value);
      return line + linesOf(value);
    }
    return visitObject(value, { value, field, around: owner, start: line, geometries: [], boxes: [] }, isRaw);
  };
  const visitObject = (value: object, owner: Owner, isRaw: boolean): number => {
    const entries = Object.entries(value);
    if (entries.length === 0) return owner.start + 1;
    let next = owner.start + 1;
    for (const [key, one] of entries) {
      const field = fieldOf(key);
      next = isUnread(key, owner)
        ? next + linesOf(one)
        : visit(one, field, owner, next, isRaw || RAW_FIELDS.has(field));
    }
    lendToParent(owner);
    if (owner.geometries.length + owner.boxes.length > 0) {
      candidates.push({ owner, place: { start: owner.start, end: next } });
    }
    return next + 1;
  };
  visit(answer, '', undefined, 1, false);
  return gathered(candidates, fieldOf);
}

/** Errors and the receipt hold no data. STAC's proj members have coordinates of other systems. */
function isUnread(key: string, { around }: Owner): boolean {
  return (around === undefined && key !== 'data') || key.startsWith('proj:');
}

/** The boxes of an extent belong to its collection. */
function lendToParent(owner: Owner): void {
  if (owner.field !== 'extent' || owner.around === undefined) return;
  owner.around.boxes.push(...owner.boxes);
  owner.boxes = [];
}

/** One shape for all candidates that share a name. */
function gathered(candidates: readonly Candidate[], fieldOf: (key: string) => string): Found {
  const drafts: Draft[] = [];
  const indexes = new Map<string, number>();
  let undrawable = 0;
  for (const candidate of candidates) {
    const draft = draftOf(candidate, fieldOf);
    if (draft === undefined) {
      undrawable += 1;
      continue;
    }
    const index = draft.keys.map((key) => indexes.get(key)).find((one) => one !== undefined) ?? drafts.length;
    const known = drafts[index];
    const kept = known === undefined ? draft : joined(known, draft);
    drafts[index] = kept;
    for (const key of kept.keys) indexes.set(key, index);
  }
  return { shapes: drafts.sort((one, other) => startOf(one) - startOf(other)), undrawable };
}

function startOf({ places }: Shape): number {
  return places[0]?.start ?? 0;
}

function joined(known: Draft, draft: Draft): Draft {
  const better = known.isBox && !draft.isBox ? draft : known;
  return {
    ...better,
    key: known.key,
    keys: [...new Set([...known.keys, ...draft.keys])],
    facts: mergedFacts(known.facts, draft.facts),
    places: [...known.places, ...draft.places],
  };
}

/** A geometry comes before boxes, and of several spellings of one geometry the first is enough. */
function draftOf({ owner, place }: Candidate, fieldOf: (key: string) => string): Draft | undefined {
  const members = membersOf(owner.value, fieldOf);
  const drawn = drawnOf(owner.geometries.map((one) => ({ source: one, parts: partsOf(one).map(unrolled) })));
  const { source, parts } = drawn ?? { source: owner.boxes, parts: owner.boxes.flatMap(partsOfBox) };
  const bounds = boundsAround(parts.map(boundsOfPart));
  if (bounds === undefined) return undefined;
  const edge = owner.field === 'node' && owner.around ? membersOf(owner.around.value, fieldOf) : undefined;
  const identities = keysOf(members, owner);
  return {
    key: identities[0] ?? '',
    keys: identities,
    facts: factsOf(members, edge, fieldOf),
    drawing: cut(parts),
    bounds,
    source,
    isBox: drawn === undefined,
    places: [place],
  };
}

/** Without an id, only an equal object is the same thing. */
function keysOf(members: Members, owner: Owner): readonly string[] {
  const identities = identitiesOf(members);
  return identities.length > 0 ? identities : [`json ${JSON.stringify(owner.value)}`];
}

interface Drawn {
  readonly source: unknown;
  readonly parts: readonly Part[];
}

/** All geometries of one object that differ. */
function drawnOf(geometries: readonly Drawn[]): { source: readonly unknown[]; parts: readonly Part[] } | undefined {
  const byText = new Map(geometries.map((one) => [JSON.stringify(one.source), one]));
  const different = [...byText.values()].filter(({ parts }) => parts.length > 0);
  if (different.length === 0) return undefined;
  return { source: different.map(({ source }) => source), parts: different.flatMap(({ parts }) => parts) };
}

function partsOfBox(value: unknown): readonly Part[] {
  const box = boxOf(value);
  return box === undefined ? [] : [partOfBox(box)];
}

/** Lines of a value as `JSON.stringify(value, null, 2)` prints it. */
function linesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.length === 0 ? 1 : members.reduce((sum: number, one) => sum + linesOf(one), 2);
}
