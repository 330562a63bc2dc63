import { badQuery } from '../http/replies.ts';
import type { Entry } from '../world/imagery/entries.ts';
import { type Operand, propertyName, readOperands, type Scalar, type Terms } from './operands.ts';

/** Undefined where an item lacks a value, so that neither the test nor its opposite finds the item, as in SQL. */
export type Truth = boolean | undefined;
export type Predicate = (entry: Entry) => Truth;

/** What stands between the arguments of one operator and its predicate. */
interface Reading {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly terms: Terms;
  readonly depth: number;
}

const DEEPEST = 32;

const OPERATORS: Readonly<Record<string, (reading: Reading) => Predicate>> = {
  and: (reading) => {
    const parts = readParts(reading);
    return (entry) => all(parts.map((part) => part(entry)));
  },
  or: (reading) => {
    const parts = readParts(reading);
    return (entry) => negated(all(parts.map((part) => negated(part(entry)))));
  },
  not: (reading) => {
    const [part] = readParts(withCount(reading, 1));
    return (entry) => negated(part?.(entry));
  },
  '=': comparison((a, b) => a === b),
  '<>': comparison((a, b) => a !== b),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  between: (reading) => {
    const { args, terms } = withCount(reading, 3);
    const [value, low, high] = readOperands(args, terms);
    const isAbove = compared(value, low, (a, b) => a >= b);
    const isBelow = compared(value, high, (a, b) => a <= b);
    return (entry) => all([isAbove(entry), isBelow(entry)]);
  },
  in: (reading) => {
    const [arg, list] = withCount(reading, 2).args;
    if (!Array.isArray(list) || list.length === 0) throw badQuery('filter: in takes a list of at least one value');
    const [value, ...choices] = readOperands([arg, ...list], reading.terms);
    const hits = choices.map((choice) => compared(value, choice, (a, b) => a === b));
    return (entry) => negated(all(hits.map((hit) => negated(hit(entry)))));
  },
  isNull: (reading) => {
    const { args, terms } = withCount(reading, 1);
    const name = propertyName(args[0], terms);
    if (name === undefined) throw badQuery('filter: isNull takes a property');
    return (entry) => terms.values.of(entry, name) === undefined;
  },
};

/** Reads CQL2 as JSON. Refuses an operator, argument or depth beyond what is served, with the reason. */
export function readCql2(filter: unknown, terms: Terms, depth = 1): Predicate {
  if (depth > DEEPEST) throw badQuery(`filter: is nested more than ${DEEPEST} deep`);
  if (typeof filter === 'boolean') return () => filter;
  const isObject = typeof filter === 'object' && filter !== null;
  const op = isObject && 'op' in filter ? filter.op : undefined;
  const args = isObject && 'args' in filter ? filter.args : undefined;
  if (typeof op !== 'string' || !Array.isArray(args)) throw badQuery('filter: is not {"op": …, "args": […]}');
  const read = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined;
  if (!read) throw badQuery(`filter: operator ${op} is not supported`);
  return read({ op, args, terms, depth });
}

function readParts({ op, args, terms, depth }: Reading): Predicate[] {
  if (args.length === 0) throw badQuery(`filter: ${op} takes at least one argument`);
  return args.map((arg) => readCql2(arg, terms, depth + 1));
}

function comparison(test: (a: Scalar, b: Scalar) => boolean) {
  return (reading: Reading): Predicate => {
    const { args, terms } = withCount(reading, 2);
    const [left, right] = readOperands(args, terms);
    return compared(left, right, test);
  };
}

/** Values of different types are not comparable, so nothing is known of them. */
function compared(left: Operand | undefined, right: Operand | undefined, test: (a: Scalar, b: Scalar) => boolean) {
  return (entry: Entry): Truth => {
    const [a, b] = [left?.(entry), right?.(entry)];
    if (a === undefined || b === undefined || typeof a !== typeof b) return undefined;
    return test(a, b);
  };
}

function withCount(reading: Reading, count: number): Reading {
  if (reading.args.length === count) return reading;
  throw badQuery(`filter: ${reading.op} takes ${count} argument${count === 1 ? '' : 's'}`);
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}
