import type { StacItem } from '../items.ts';
import { entryOf, type JsonObject, recordOf, textOf } from '../values/wire.ts';
import { comparableOf, propertyOf, type Scalar } from './item-properties.ts';

/** True, false, or unknown: a comparison with a missing value is neither. */
type Truth = boolean | undefined;
type Test = (item: StacItem) => Truth;
type Value = (item: StacItem) => Scalar | undefined;

const DEEPEST = 10;

/**
 * A CQL2-JSON filter as a predicate over items, for an Aleph that rejects filters. It supports and, or, not, the six
 * comparisons, in, between and isNull; undefined for an expression with any other operator.
 */
export function cql2Predicate(filter: JsonObject): ((item: StacItem) => boolean) | undefined {
  const test = testOf(filter, DEEPEST);
  return test && ((item) => test(item) === true);
}

function testOf(expression: unknown, depth: number): Test | undefined {
  const node = recordOf(expression);
  const { op, args } = node ?? {};
  if (typeof op !== 'string' || !Array.isArray(args) || depth === 0) return undefined;
  if (op === 'and' || op === 'or')
    return junction(
      op,
      args.map((arg) => testOf(arg, depth - 1)),
    );
  if (op === 'not' && args.length === 1) return negation(testOf(args[0], depth - 1));
  if (op === 'isNull') return nullTest(args[0]);
  if (op === 'in') return membership(args);
  if (op === 'between') return range(args);
  const compare = entryOf(COMPARISONS, op);
  const [left, right] = args.map(operandOf);
  return compare && left && right && args.length === 2
    ? (item) => compared(left(item), right(item), compare)
    : undefined;
}

function junction(op: 'and' | 'or', tests: readonly (Test | undefined)[]): Test | undefined {
  if (tests.length === 0 || !tests.every((test) => test !== undefined)) return undefined;
  const decisive = op === 'or';
  return (item) => {
    const truths = tests.map((test) => test(item));
    if (truths.includes(decisive)) return decisive;
    return truths.includes(undefined) ? undefined : !decisive;
  };
}

function negation(test: Test | undefined): Test | undefined {
  return (
    test &&
    ((item) => {
      const truth = test(item);
      return truth === undefined ? undefined : !truth;
    })
  );
}

function nullTest(operand: unknown): Test | undefined {
  const name = textOf(recordOf(operand)?.['property']);
  return name === undefined ? undefined : (item) => propertyOf(item, name) === undefined;
}

function membership([subject, list]: readonly unknown[]): Test | undefined {
  const value = operandOf(subject);
  const candidates = Array.isArray(list) ? list.map(operandOf) : [];
  if (value === undefined || candidates.length === 0 || candidates.includes(undefined)) return undefined;
  const isOne = (candidate: Value | undefined) => (item: StacItem) =>
    compared(value(item), candidate?.(item), (sign) => sign === 0);
  return junction('or', candidates.map(isOne));
}

function range([subject, low, high]: readonly unknown[]): Test | undefined {
  const [value, from, to] = [subject, low, high].map(operandOf);
  if (value === undefined || from === undefined || to === undefined) return undefined;
  const reaches = (item: StacItem) => compared(value(item), from(item), (sign) => sign >= 0);
  const stays = (item: StacItem) => compared(value(item), to(item), (sign) => sign <= 0);
  return junction('and', [reaches, stays]);
}

const COMPARISONS: Readonly<Record<string, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '<>': (sign) => sign !== 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

/** Unknown for a missing value, and for values of two types. */
function compared(a: Scalar | undefined, b: Scalar | undefined, judge: (sign: number) => boolean): Truth {
  if (a === undefined || b === undefined || typeof a !== typeof b) return undefined;
  return judge(a === b ? 0 : a < b ? -1 : 1);
}

function operandOf(operand: unknown): Value | undefined {
  const { property, timestamp, date } = recordOf(operand) ?? {};
  if (typeof property === 'string') return (item) => comparableOf(propertyOf(item, property));
  const literal = comparableOf(typeof date === 'string' ? `${date}T00:00:00Z` : (timestamp ?? operand));
  return literal === undefined ? undefined : () => literal;
}
