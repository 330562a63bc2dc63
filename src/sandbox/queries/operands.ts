import { badQuery } from '../http/replies.ts';
import type { Entry } from '../world/imagery/entries.ts';
import { parseInstant } from '../world/instants.ts';
import { bareName, QUERYABLES } from '../world/queryables.ts';
import type { Values } from '../world/values.ts';

/** One side of a comparison. It is undefined for an item that does not have the value. */
export type Operand = (entry: Entry) => Scalar | undefined;
export type Scalar = string | number | boolean;

/** Where property names lead. */
export interface Terms {
  readonly values: Values;
  /** Whether a name that is in no list of queryables may be used. */
  readonly allowsUnlisted: boolean;
}

/** Reads operands that are compared with one another: where one is an instant, all of them have to be. */
export function readOperands(args: readonly unknown[], terms: Terms): Operand[] {
  const areInstants = args.some((arg) => isInstant(arg, terms));
  return args.map((arg) => {
    const name = propertyName(arg, terms);
    if (name === undefined) {
      const value = areInstants ? readInstant(arg) : readScalar(arg);
      return () => value;
    }
    if (areInstants && QUERYABLES.get(name) !== 'instant') throw badQuery(`filter: ${name} is no instant`);
    return (entry) => scalarOf(terms.values.of(entry, name));
  });
}

/** The bare name that `{"property": …}` stands for; undefined for anything else. */
export function propertyName(arg: unknown, { allowsUnlisted }: Terms): string | undefined {
  if (typeof arg !== 'object' || arg === null || !('property' in arg)) return undefined;
  if (typeof arg.property !== 'string' || Object.keys(arg).length > 1)
    throw badQuery('filter: no property has that shape');
  const name = bareName(arg.property);
  if (!allowsUnlisted && !QUERYABLES.has(name)) throw badQuery(`filter: ${name} is not a queryable`);
  return name;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function scalarOf(value: unknown): Scalar | undefined {
  return isScalar(value) ? value : undefined;
}

function isInstant(arg: unknown, terms: Terms): boolean {
  const name = propertyName(arg, terms);
  return name === undefined ? timeText(arg) !== undefined : QUERYABLES.get(name) === 'instant';
}

/** What stands in `{"timestamp": …}` or `{"date": …}`. */
function timeText(arg: unknown): unknown {
  if (typeof arg !== 'object' || arg === null) return undefined;
  if ('timestamp' in arg) return arg.timestamp;
  return 'date' in arg ? arg.date : undefined;
}

function readInstant(arg: unknown): number {
  const text = timeText(arg) ?? arg;
  const instant = typeof text === 'string' ? parseInstant(text) : undefined;
  if (instant === undefined) throw badQuery('filter: an instant is compared with something that is none');
  return instant;
}

function readScalar(arg: unknown): Scalar {
  if (!isScalar(arg)) throw badQuery('filter: an argument is neither a property nor a text, number or truth value');
  return arg;
}
