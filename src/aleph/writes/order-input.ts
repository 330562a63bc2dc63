import type { Geometry } from 'geojson';
import type { JsonObject } from '../values/wire.ts';
import { entryOf } from '../values/wire.ts';
import { checkNames, checkRange, checkTarget, checkWindow, type PerhapsNamed } from './input-checks.ts';
import type { WireFields } from './refused-inputs.ts';
import { wireInstantOf } from './task-input.ts';
import { type UserError, userError } from './user-errors.ts';

/** What an order asks for. Instants are RFC 3339 in UTC. */
export interface OrderParameters {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly revisitPeriod?: string | undefined;
  readonly remappingPeriod?: string | undefined;
  readonly remappingMode?: 'PIECEWISE' | 'BATCH' | undefined;
  readonly offNadirMin?: number | undefined;
  readonly offNadirMax?: number | undefined;
  readonly sunElevationMin?: number | undefined;
  readonly sunElevationMax?: number | undefined;
  readonly processingLevel?: string | undefined;
  readonly outcomeId?: string | undefined;
}

/** An order to be placed. */
export interface OrderInput {
  readonly name: string;
  readonly projectName: string;
  readonly sku: string;
  readonly geometry: Geometry;
  readonly parameters: OrderParameters;
}

type ParameterName = keyof OrderParameters;

/** What a family of SKUs takes [doc: api-v2/introduction]. */
interface Family {
  readonly geometry: 'Point' | 'Polygon';
  readonly required: readonly ParameterName[];
  readonly allowed: readonly ParameterName[];
}

const ANGLES = ['offNadirMin', 'offNadirMax', 'sunElevationMin', 'sunElevationMax'] as const;
const TASKING = { required: ['start', 'end'], allowed: [...ANGLES, 'processingLevel'] } as const;
const OF_POINT: Family = { geometry: 'Point', ...TASKING, allowed: [...TASKING.allowed, 'revisitPeriod'] };
const OF_AREA: Family = {
  geometry: 'Polygon',
  ...TASKING,
  allowed: [...TASKING.allowed, 'remappingPeriod', 'remappingMode'],
};

const FAMILIES: Readonly<Record<string, Family>> = {
  TSKPOI: OF_POINT,
  TSKRSH: OF_POINT,
  TSKRRD: OF_POINT,
  TSKARE: OF_AREA,
  ARCIMG: { geometry: 'Polygon', required: ['outcomeId'], allowed: ['processingLevel'] },
  ARCLGD: { geometry: 'Polygon', required: [], allowed: ['outcomeId', 'processingLevel'] },
};

/** A family, a letter for the kind of image, and sometimes two codes, e.g. TSKRSH-M.NN.NN. */
const SKU = /^([A-Z]{6})-[A-Z0-9]{1,4}(?:\.[A-Z0-9]{1,4}){0,2}$/;
const WORD = /^[\x21-\x7e]{1,200}$/;
const OFF_NADIR = [0, 45] as const;
const SUN = [-90, 90] as const;

function familyOf(sku: string): Family | undefined {
  return entryOf(FAMILIES, SKU.exec(sku)?.[1] ?? '');
}

/** Whether satellites have to be tasked for it. An archive image was taken already. */
export function isTaskingSku(sku: string): boolean {
  return familyOf(sku)?.required.includes('start') === true;
}

/** The mistakes in an order, before anything is sent. `now` is in milliseconds since 1970. */
export function mistakesInOrder(input: PerhapsNamed<OrderInput>, now: number): readonly UserError[] {
  const { sku, geometry, parameters } = input;
  const family = familyOf(sku);
  const known = Object.keys(FAMILIES).join(', ');
  return [
    ...checkNames(input),
    ...(family === undefined ? [userError('INVALID_SKU', ['sku'], `expected one of ${known}, e.g. TSKPOI-M.`)] : []),
    ...checkTarget(geometry, family?.geometry, ['geometry']),
    ...(family === undefined ? [] : mistakesByFamily(parameters, family, sku)),
    ...mistakesInValues(parameters, now),
  ];
}

function mistakesByFamily(parameters: OrderParameters, family: Family, sku: string): readonly UserError[] {
  const given = (Object.keys(parameters) as ParameterName[]).filter((name) => parameters[name] !== undefined);
  const missing = family.required.filter((name) => !given.includes(name));
  const foreign = given.filter((name) => !family.required.includes(name) && !family.allowed.includes(name));
  return [
    ...missing.map((name) => userError('PARAMETER_REQUIRED', at(name), `${sku} needs it.`)),
    ...foreign.map((name) => userError('PARAMETER_NOT_ALLOWED', at(name), `${sku} does not take it.`)),
  ];
}

function mistakesInValues(parameters: OrderParameters, now: number): readonly UserError[] {
  const { start, end, offNadirMin, offNadirMax, sunElevationMin, sunElevationMax } = parameters;
  return [
    ...(start === undefined || end === undefined ? [] : checkWindow(start, end, now, at('end'))),
    ...(['revisitPeriod', 'remappingPeriod'] as const).flatMap((name) => checkPeriod(parameters[name], name)),
    ...checkRange(offNadirMin, OFF_NADIR, at('offNadirMin')),
    ...checkRange(offNadirMax, OFF_NADIR, at('offNadirMax')),
    ...checkRange(sunElevationMin, SUN, at('sunElevationMin')),
    ...checkRange(sunElevationMax, SUN, at('sunElevationMax')),
    ...checkOrder(offNadirMin, offNadirMax, 'offNadirMax'),
    ...checkOrder(sunElevationMin, sunElevationMax, 'sunElevationMax'),
    ...(['processingLevel', 'outcomeId'] as const).flatMap((name) => checkWord(parameters[name], name)),
  ];
}

/** The scalar has checked its form. */
function checkPeriod(period: string | undefined, name: ParameterName): readonly UserError[] {
  if (period === undefined || /[1-9]/.test(period)) return [];
  return [userError('INVALID_VALUE', at(name), 'expected more than nothing, e.g. P1D.')];
}

function checkOrder(low: number | undefined, high: number | undefined, name: ParameterName): readonly UserError[] {
  if (low === undefined || high === undefined || low <= high) return [];
  return [userError('INVALID_VALUE', at(name), 'it must not be below the minimum.')];
}

function checkWord(word: string | undefined, name: ParameterName): readonly UserError[] {
  if (word === undefined || WORD.test(word)) return [];
  return [userError('INVALID_VALUE', at(name), 'expected 1 to 200 printable ASCII characters, without spaces.')];
}

function at(name: ParameterName): readonly string[] {
  return ['parameters', name];
}

/** The names of parameters on the wire [obs: im]. */
export const PARAMETER_NAMES: Readonly<Record<ParameterName, string>> = {
  start: 'start',
  end: 'end',
  revisitPeriod: 'revisit_period',
  remappingPeriod: 'remapping_period',
  remappingMode: 'remapping_mode',
  offNadirMin: 'min_ona',
  offNadirMax: 'max_ona',
  sunElevationMin: 'min_sun_elevation',
  sunElevationMax: 'max_sun_elevation',
  processingLevel: 'processing_level',
  outcomeId: 'outcome_id',
};

/** The body that places an order: one feature [obs: im]. */
export function bodyOfOrder({ name, projectName, sku, geometry, parameters }: OrderInput): JsonObject {
  return {
    type: 'Feature',
    geometry,
    properties: { order_name: name, project_name: projectName, sku, parameters: wireParametersOf(parameters) },
  };
}

export function wireParametersOf(parameters: OrderParameters): JsonObject {
  const { start, end, remappingMode } = parameters;
  const wire = {
    ...parameters,
    start: start && wireInstantOf(start),
    end: end && wireInstantOf(end),
    remappingMode: remappingMode?.toLowerCase(),
  };
  const named = Object.entries(PARAMETER_NAMES).map(([name, wireName]) => [wireName, wire[name as ParameterName]]);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

export const ORDER_WIRE: WireFields = {
  foreignProduct: { code: 'NOT_IN_CONTRACT', field: ['sku'] },
  fields: {
    order_name: ['name'],
    project_name: ['projectName'],
    sku: ['sku'],
    geometry: ['geometry'],
    parameters: ['parameters'],
    ...Object.fromEntries(
      Object.entries(PARAMETER_NAMES).map(([name, wireName]) => [wireName, ['parameters', name]] as const),
    ),
  },
};
