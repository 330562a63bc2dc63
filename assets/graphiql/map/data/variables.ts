import { boxAround, type Drawn, geometryOfBox } from './drawn.ts';
import { isObject } from './facts.ts';
import { type Variable, variablesOf } from './names.ts';
import { boxOf, isGeometry } from './parts.ts';

/** Inputs of the schema that have both `bbox` and `intersects`; a search takes one of them. */
export const AREA_INPUTS: readonly string[] = ['StacSearchInput'];

export type Filled =
  | { readonly text: string; readonly variable: string; readonly value: unknown }
  | { readonly problem: string };

/** A variable, or a member of one, that takes a drawn area. */
interface Slot {
  readonly path: readonly string[];
  readonly type: 'BBox' | 'Geometry';
}

const NAMES = { BBox: 'bbox', Geometry: 'intersects' } as const;

/**
 * Writes a drawn area into the variables of an operation, as they stand in GraphiQL's editor. A box goes where a BBox is
 * taken, else it becomes a geometry; for a polygon the other way round. A search takes one area, so the other is removed.
 */
export function fillVariables(operation: string, variables: string, drawn: Drawn): Filled {
  const slots = slotsOf(operation);
  const wanted = drawn.kind === 'box' ? 'BBox' : 'Geometry';
  const slot = bestOf(slots, wanted) ?? bestOf(slots, wanted === 'BBox' ? 'Geometry' : 'BBox');
  if (slot === undefined) return { problem: 'The operation has no variable of type BBox or Geometry to fill.' };
  const before = parsed(variables);
  if (before === undefined) return { problem: 'The variables are no JSON object. Correct them, then draw again.' };
  const value = valueFor(slot, drawn);
  const other = slots.find(({ path, type }) => type !== slot.type && path.length === slot.path.length);
  const cleared = other && isNamedApart(slot, other) ? without(before, other.path) : before;
  return {
    text: JSON.stringify(withValue(cleared, slot.path, value), null, 2),
    variable: `$${slot.path.join('.')}`,
    value,
  };
}

/** Areas that the variables ask for now, defaults of the operation among them. */
export function areasIn(operation: string, variables: string): readonly unknown[] {
  const values = parsed(variables) ?? {};
  return variablesOf(operation).flatMap(({ name, type, defaultText }): readonly unknown[] => {
    const value = name in values ? values[name] : parsedDefault(defaultText);
    if (type === 'BBox') return boxOf(value) ? [value] : [];
    if (type === 'Geometry') return isGeometry(value) ? [value] : [];
    const members = AREA_INPUTS.includes(type) && isObject(value) ? [value['bbox'], value['intersects']] : [];
    return members.filter((one) => boxOf(one) !== undefined || isGeometry(one));
  });
}

function slotsOf(operation: string): readonly Slot[] {
  return variablesOf(operation).flatMap(({ name, type }: Variable): readonly Slot[] => {
    if (type === 'BBox' || type === 'Geometry') return [{ path: [name], type }];
    if (!AREA_INPUTS.includes(type)) return [];
    return [
      { path: [name, NAMES.BBox], type: 'BBox' },
      { path: [name, NAMES.Geometry], type: 'Geometry' },
    ];
  });
}

/** The one with the usual name, else the first. */
function bestOf(slots: readonly Slot[], type: Slot['type']): Slot | undefined {
  const fitting = slots.filter((slot) => slot.type === type);
  return fitting.find(({ path }) => path.length === 1 && path[0] === NAMES[type]) ?? fitting[0];
}

/** Members of one input exclude each other, and so do variables with the usual names. */
function isNamedApart(slot: Slot, other: Slot): boolean {
  const [name, parent] = [slot.path.at(-1), slot.path.slice(0, -1).join('.')];
  return (
    name === NAMES[slot.type] && other.path.at(-1) === NAMES[other.type] && other.path.slice(0, -1).join('.') === parent
  );
}

function valueFor({ type }: Slot, drawn: Drawn): unknown {
  if (type === 'BBox') return drawn.kind === 'box' ? drawn.box : boxAround(drawn.ring);
  return drawn.kind === 'box' ? geometryOfBox(drawn.box) : { type: 'Polygon', coordinates: [drawn.ring] };
}

type Values = Readonly<Record<string, unknown>>;

function withValue(values: Values, [name = '', ...rest]: readonly string[], value: unknown): Values {
  if (rest.length === 0) return { ...values, [name]: value };
  const inner = values[name];
  return { ...values, [name]: withValue(isObject(inner) ? inner : {}, rest, value) };
}

function without(values: Values, [name = '', ...rest]: readonly string[]): Values {
  const inner = values[name];
  if (rest.length > 0) return isObject(inner) ? { ...values, [name]: without(inner, rest) } : values;
  return Object.fromEntries(Object.entries(values).filter(([one]) => one !== name));
}

function parsed(text: string): Values | undefined {
  if (text.trim() === '') return {};
  try {
    const values: unknown = JSON.parse(text);
    return isObject(values) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Lists of numbers are written in GraphQL as in JSON; a comma may be missing. */
function parsedDefault(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const numbers = text.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)?.map(Number) ?? [];
  return /^\[[-\d.,e+\s]*\]$/i.test(text) ? numbers : undefined;
}
