import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { jsonTextOf } from './json-text.ts';

/** JSON text, at once or later. */
export type Text = string | Promise<string>;

/** One run of an operation. */
export interface Run {
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Each field's own, made once however many objects it is asked of. */
  readonly argumentsOf: Map<object, Arguments>;
}

/** Writes what a resolver gave. Throws or rejects when that is not as the schema promises, and nothing is lost. */
export type Write = (value: unknown, run: Run) => Text;

/** What is put into writers. */
export interface Draft {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those that decide which fields are left out, and no others: writers outlive the request. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

type Arguments = Readonly<Record<string, unknown>>;
type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** Thrown for what is left to the executor of GraphQL: what is not written here, and what is an error. */
class Unwritable extends Error {}

/** Writes the data of a query. Throws Unwritable for one that asks for the schema. */
export function writerOfRoot(draft: Draft, type: GraphQLObjectType, selectionSet: SelectionSetNode): Write {
  const { schema, fragments, conditions } = draft;
  return writerOfObject(draft, type, collectFields(schema, fragments, conditions, type, selectionSet));
}

function writerOf(draft: Draft, type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
  const isRequired = isNonNullType(type);
  const write = writerOfPresent(draft, isRequired ? type.ofType : type, nodes);
  return (value, run) => {
    if (value instanceof Error) throw value;
    if (value !== null && value !== undefined) return write(value, run);
    if (isRequired) throw new Unwritable('a value is missing');
    return 'null';
  };
}

function writerOfPresent(draft: Draft, type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
  if (isListType(type)) return writerOfList(writerOf(draft, type.ofType, nodes));
  if (isLeafType(type)) return writerOfLeaf(type);
  if (isAbstractType(type)) return writerOfAbstract(draft, type, nodes);
  if (isNonNullType(type)) return writerOf(draft, type, nodes);
  const { schema, fragments, conditions } = draft;
  return writerOfObject(draft, type, collectSubfields(schema, fragments, conditions, type, nodes));
}

function writerOfLeaf(type: GraphQLLeafType): Write {
  return (value) => {
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Unwritable('a leaf is missing');
    return jsonTextOf(serialized);
  };
}

function writerOfList(write: Write): Write {
  return (value, run) => {
    if (!Array.isArray(value)) throw new Unwritable('not a list');
    const text = new Assembly();
    try {
      for (let index = 0; index < value.length; index += 1) {
        text.add(index === 0 ? '[' : ',', whenThere(value[index], write, run));
      }
    } catch (error) {
      throw text.abandoned(error);
    }
    return text.end(value.length === 0 ? '[]' : ']');
  };
}

function writerOfObject(draft: Draft, type: GraphQLObjectType, selected: Selected): Write {
  const fields = [...selected].map(([name, nodes], index) => ({
    label: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    write: writerOfField(draft, type, nodes),
  }));
  const end = fields.length === 0 ? '{}' : '}';
  return (source, run) => {
    const text = new Assembly();
    try {
      for (const { label, write } of fields) text.add(label, write(source, run));
    } catch (error) {
      throw text.abandoned(error);
    }
    return text.end(end);
  };
}

function writerOfAbstract(draft: Draft, type: GraphQLAbstractType, nodes: readonly FieldNode[]): Write {
  const possible = draft.schema.getPossibleTypes(type);
  const writers = new Map(possible.map((one) => [one.name, writerOfPresent(draft, one, nodes)]));
  return (value, run) => {
    const name = type.resolveType?.(value, run.context, NO_INFO, type);
    const write = typeof name === 'string' ? writers.get(name) : undefined;
    if (write === undefined) throw new Unwritable('a type is not told, or not at once');
    return write(value, run);
  };
}

/** Resolvers here take no notice of where they are asked. One that did would fail, and be run by GraphQL's executor. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo;

function writerOfField(draft: Draft, type: GraphQLObjectType, nodes: readonly FieldNode[]): Write {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') return () => JSON.stringify(type.name);
  const field = type.getFields()[name];
  if (node === undefined || field === undefined) throw new Unwritable('a field of the schema itself');
  const write = writerOf(draft, field.type, nodes);
  const { resolve = defaultFieldResolver } = field;
  if (resolve === defaultFieldResolver) return (source, run) => whenThere(memberOf(source, name), write, run);
  const argumentsIn = readerOfArguments(field, node);
  return (source, run) => whenThere(resolve(source, argumentsIn(run), run.context, NO_INFO), write, run);
}

function memberOf(source: unknown, name: string): unknown {
  const value = (source as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'function') throw new Unwritable('a method');
  return value;
}

function readerOfArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): (run: Run) => Arguments {
  if (field.args.length === 0) return () => ({});
  const place = {};
  return ({ argumentsOf, variables }) => {
    const known = argumentsOf.get(place) ?? getArgumentValues(field, node, variables);
    argumentsOf.set(place, known);
    return known;
  };
}

function whenThere(value: unknown, write: Write, run: Run): Text {
  return isPromise(value) ? value.then((present) => write(present, run)) : write(value, run);
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Texts put together in order, some of which are still to come. */
class Assembly {
  private text = '';
  private later: Text[] | undefined;

  add(label: string, part: Text): void {
    this.text += label;
    if (typeof part === 'string') {
      this.text += part;
      return;
    }
    this.later ??= [];
    this.later.push(this.text, part);
    this.text = '';
  }

  end(rest: string): Text {
    this.text += rest;
    if (this.later === undefined) return this.text;
    return Promise.all([...this.later, this.text]).then((texts) => texts.join(''));
  }

  /** Nobody waits for what was to come: a failure of it must not end the process. */
  abandoned(error: unknown): unknown {
    for (const part of this.later ?? []) {
      if (typeof part !== 'string') part.catch(() => undefined);
    }
    return error;
  }
}
