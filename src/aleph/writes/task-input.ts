import type { Geometry } from 'geojson';
import type { TaskingProduct } from '../products.ts';
import type { JsonObject } from '../values/wire.ts';
import { secondsOfDuration, wireDurationOf } from './durations.ts';
import { checkDuration, checkNames, checkTarget, checkWindow, type PerhapsNamed } from './input-checks.ts';
import type { WireFields } from './refused-inputs.ts';
import { type UserError, userError } from './user-errors.ts';

/** A task to be placed. Instants are RFC 3339 in UTC. */
export interface TaskInput {
  readonly name: string;
  readonly projectName: string;
  readonly productId: number;
  readonly target: Geometry;
  readonly start: string;
  readonly end: string;
  readonly maxCaptures?: number | undefined;
  readonly expectedAge?: string | undefined;
}

const TARGETS = { POINT: 'Point', POLYGON: 'Polygon' } as const;

/** The mistakes in a task, before anything is sent. `product` is the one of the contract; undefined where it has none. */
export function mistakesInTask(
  input: PerhapsNamed<TaskInput>,
  product: TaskingProduct | undefined,
  now: number,
): readonly UserError[] {
  const { target, start, end, maxCaptures, expectedAge } = input;
  const wanted = product?.targetType === undefined ? undefined : TARGETS[product.targetType];
  return [
    ...checkNames(input),
    ...(product === undefined
      ? [userError('UNKNOWN_PRODUCT', ['productId'], 'this contract lists no such product.')]
      : []),
    ...checkTarget(target, wanted, ['target']),
    ...checkWindow(start, end, now, ['end']),
    ...(maxCaptures === undefined || maxCaptures >= 1
      ? []
      : [userError('INVALID_VALUE', ['maxCaptures'], 'expected 1 or more.')]),
    ...checkDuration(expectedAge, ['expectedAge']),
  ];
}

/** The body that places a task [doc: tasking-service/usage]. */
export function bodyOfTask(input: TaskInput): JsonObject {
  const { maxCaptures, expectedAge } = input;
  const seconds = expectedAge === undefined ? undefined : secondsOfDuration(expectedAge);
  return {
    task_name: input.name,
    project_name: input.projectName,
    product: input.productId,
    target: input.target,
    start: wireInstantOf(input.start),
    end: wireInstantOf(input.end),
    ...(maxCaptures !== undefined && { max_captures: maxCaptures }),
    ...(seconds !== undefined && { expected_age: wireDurationOf(seconds) }),
  };
}

export const TASK_WIRE: WireFields = {
  foreignProduct: { code: 'UNKNOWN_PRODUCT', field: ['productId'] },
  fields: {
    task_name: ['name'],
    project_name: ['projectName'],
    product: ['productId'],
    product_id: ['productId'],
    target: ['target'],
    start: ['start'],
    end: ['end'],
    max_captures: ['maxCaptures'],
    expected_age: ['expectedAge'],
  },
};

/** Without milliseconds where there are none, as Aleph's documentation writes instants. */
export function wireInstantOf(instant: string): string {
  return instant.replace('.000Z', 'Z');
}
