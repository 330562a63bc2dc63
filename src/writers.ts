import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
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
import { writerOfLeaf } from './leaf-writers.ts';
import { type Arguments, type Run, type Sheet, Unwritable, type Write } from './sheets.ts';

/** What is put into writers. */
export interface Draft {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those that decide which fields are left out, and no others: writers outlive the request. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

type Selected = ReadonlyMap<string, readonly FieldNode[]>;

const NULL = Buffer.from('null');
const LIST = 0x5b;
const COMMA = 0x2c;
const LIST_END = 0x5d;

/** Writes the data of a query. Throws Unwritable for one that asks for the schema. */
export function writerOfRoot(draft: Draft, type: GraphQLObjectType, selectionSet: SelectionSetNode): Write {
  const { schema, fragments, conditions } = draft;
  return writerOfObject(draft, type, collectFields(schema, fragments, conditions, type, selectionSet));
}

function writerOf(draft: Draft, type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
  const isRequired = isNonNullType(type);
  const write = writerOfPresent(draft, isRequired ? type.ofType : type, nodes);
  return (value, sheet) => {
    if (value instanceof Error) throw value;
    if (value !== null && value !== undefined) write(value, sheet);
    else if (isRequired) throw new Unwritable('a value is missing');
    else sheet.addBytes(NULL);
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

function writerOfList(write: Write): Write {
  return (value, sheet) => {
    if (!Array.isArray(value)) throw new Unwritable('not a list');
    for (let index = 0; index < value.length; index += 1) {
      sheet.addByte(index === 0 ? LIST : COMMA);
      sheet.addWhenThere(value[index], write);
    }
    if (value.length === 0) sheet.addByte(LIST);
    sheet.addByte(LIST_END);
  };
}

function writerOfObject(draft: Draft, type: GraphQLObjectType, selected: Selected): Write {
  const fields = [...selected].map(([name, nodes], index) => ({
    label: Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    write: writerOfField(draft, type, nodes),
  }));
  const end = Buffer.from(fields.length === 0 ? '{}' : '}');
  return (source, sheet) => {
    for (const { label, write } of fields) {
      sheet.addBytes(label);
      write(source, sheet);
    }
    sheet.addBytes(end);
  };
}

function writerOfAbstract(draft: Draft, type: GraphQLAbstractType, nodes: readonly FieldNode[]): Write {
  const possible = draft.schema.getPossibleTypes(type);
  const writers = new Map(possible.map((one) => [one.name, writerOfPresent(draft, one, nodes)]));
  return (value, sheet) => {
    const name = type.resolveType?.(value, sheet.run.context, NO_INFO, type);
    const write = typeof name === 'string' ? writers.get(name) : undefined;
    if (write === undefined) throw new Unwritable('a type is not told, or not at once');
    write(value, sheet);
  };
}

/** Resolvers here take no notice of where they are asked. One that did would fail, and be run by GraphQL's executor. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo;

function writerOfField(draft: Draft, type: GraphQLObjectType, nodes: readonly FieldNode[]): Write {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') return (_source, sheet) => sheet.addValue(type.name);
  const field = type.getFields()[name];
  if (node === undefined || field === undefined) throw new Unwritable('a field of the schema itself');
  const write = writerOfResolved(field, node, writerOf(draft, field.type, nodes));
  const { writeAsIs } = field.extensions as { writeAsIs?: WriteAsIs };
  if (writeAsIs === undefined) return write;
  return (source, sheet) => {
    if (!writeAsIs(source, sheet)) write(source, sheet);
  };
}

/** A field may say so in its extensions: writes its value as JSON where that is at hand; false where it is not. */
type WriteAsIs = (source: unknown, sheet: Sheet) => boolean;

function writerOfResolved(field: GraphQLField<unknown, unknown>, node: FieldNode, write: Write): Write {
  const { name, resolve = defaultFieldResolver } = field;
  if (resolve === defaultFieldResolver) return (source, sheet) => sheet.addWhenThere(memberOf(source, name), write);
  const argumentsIn = readerOfArguments(field, node);
  return (source, sheet) => {
    const { run } = sheet;
    sheet.addWhenThere(resolve(source, argumentsIn(run), run.context, NO_INFO), write);
  };
}

function memberOf(source: unknown, name: string): unknown {
  const value = (source as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'function') throw new Unwritable('a method');
  return value;
}

function readerOfArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): (run: Run) => Arguments {
  if (field.args.length === 0) return () => NO_ARGUMENTS;
  const place = {};
  return ({ argumentsOf, variables }) => {
    const known = argumentsOf.get(place);
    if (known !== undefined) return known;
    const values = getArgumentValues(field, node, variables);
    argumentsOf.set(place, values);
    return values;
  };
}

const NO_ARGUMENTS: Arguments = Object.freeze({});
