import type { Geometry } from 'geojson';
import { isSamePlace } from '../geometry/sameness.ts';
import type { UserError } from './user-errors.ts';

/** A request to place something, as a resolver makes it. */
export interface PlacingRequest<Input> {
  readonly contractId: string;
  readonly key: string;
  readonly isQuestion: boolean;
  readonly input: Input;
  readonly check: () => Promise<readonly UserError[]>;
}

/** The names of the parts that are not the same. */
export function differencesIn(same: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(same).filter((part) => same[part] === false);
}

/** To the second: Aleph may drop or round the fraction. */
export function isSameInstant(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Math.abs(Date.parse(one) - Date.parse(other)) < 1_000;
}

export function isSameTarget(one: Geometry, other: Geometry | undefined): boolean {
  return other !== undefined && isSamePlace(one, other);
}
