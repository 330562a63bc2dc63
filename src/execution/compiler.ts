import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Written } from '../aleph/written-members.ts';
import { ARRAY, ARRAY_END, COMMA } from '../json/codes.ts';
import { textView, viewOf } from '../json/target.ts';
import { type Arguments, type Run, Sheet, Unwritable, type Write } from './output.ts';
import { writerOfLeaf } from './scalar-serializers.ts';

/** What is put into writers. */
export interface Draft {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those that decide which fields are left out, and no others: writers outlive the request. */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly keptLists: KeptLists;
}

/**
 * What the last writer of a list that is kept between requests made of it. It lives as long as the list, which is one
 * caller's own and frozen.
 */
export type KeptLists = WeakMap<object, { readonly write: Write; readonly bytes: DataView }>;

type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** Writes a value, or all of a field. */
interface Writer {
  readonly write: Write;
  /** Whether all it writes are members of the value: no resolver, argument or context has a say in it. */
  readonly isPlain: boolean;
}

type NullableType = GraphQLLeafType | GraphQLAbstractType | GraphQLObjectType | GraphQLList<GraphQLOutputType>;

interface FieldWriter extends Writer {
  /** Says a field in its extensions: what of its object may have the JSON of which member at hand. */
  readonly written?: { readonly holderIn: (source: unknown) => Written; readonly member: string };
}

const NULL = textView('null');

/** Writes the data of a query. Throws Unwritable for one that asks for the schema. */
export function writerOfRoot(draft: Draft, type: GraphQLObjectType, selectionSet: SelectionSetNode): Write {
  const { schema, fragments, conditions } = draft;
  return writerOfObject(draft, type, collectFields(schema, fragments, conditions, type, selectionSet)).write;
}

function writerOf(draft: Draft, type: GraphQLOutputType, nodes: readonly FieldNode[]): Writer {
  const isRequired = isNonNullType(type);
  const { write, isPlain } = writerOfPresent(draft, isRequired ? type.ofType : type, nodes);
  return {
    isPlain,
    write(value, sheet) {
      if (value instanceof Error) throw value;
      if (value !== null && value !== undefined) write(value, sheet);
      else if (isRequired) throw new Unwritable('a value is missing');
      else sheet.addBytes(NULL);
    },
  };
}

function writerOfPresent(draft: Draft, type: NullableType, nodes: readonly FieldNode[]): Writer {
  if (isListType(type)) return writerOfList(draft, type, writerOf(draft, type.ofType, nodes));
  if (isLeafType(type)) return { write: writerOfLeaf(type), isPlain: true };
  if (isAbstractType(type)) return { write: writerOfAbstract(draft, type, nodes), isPlain: false };
  const { schema, fragments, conditions } = draft;
  return writerOfObject(draft, type, collectSubfields(schema, fragments, conditions, type, nodes));
}

function writerOfList({ keptLists }: Draft, type: GraphQLList<GraphQLOutputType>, item: Writer): Writer {
  const { write: writeItem, isPlain } = item;
  const write: Write = (value, sheet) => {
    if (!Array.isArray(value)) throw new Unwritable('not a list');
    for (let index = 0; index < value.length; index += 1) {
      sheet.addByte(index === 0 ? ARRAY : COMMA);
      sheet.addWhenThere(value[index], writeItem);
    }
    if (value.length === 0) sheet.addByte(ARRAY);
    sheet.addByte(ARRAY_END);
  };
  const isWorthIt = isPlain && !isLeafType(getNamedType(type));
  return { write: isWorthIt ? rememberingKept(keptLists, write) : write, isPlain };
}

function rememberingKept(keptLists: KeptLists, write: Write): Write {
  return (value, sheet) => {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return write(value, sheet);
    const known = keptLists.get(value);
    if (known?.write === write) return sheet.addBytes(known.bytes);
    // Counted once, where it is added.
    const page = new Sheet({ ...sheet.run, count: () => undefined });
    write(value, page);
    const bytes = viewOf(page.whole());
    keptLists.set(value, { write, bytes });
    sheet.addBytes(bytes);
  };
}

function writerOfObject(draft: Draft, type: GraphQLObjectType, selected: Selected): Writer {
  const fields = [...selected].map(([name, nodes], index) => ({
    label: textView(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    ...writerOfField(draft, type, nodes),
  }));
  const end = textView(fields.length === 0 ? '{}' : '}');
  const members = fields.map(({ written }) => written?.member);
  const holderIn = fields.find(({ written }) => written !== undefined)?.written?.holderIn;
  return {
    isPlain: fields.every(({ isPlain }) => isPlain),
    write(source, sheet) {
      const holder = holderIn?.(source);
      for (let index = 0; index < fields.length; index += 1) {
        const { label, write } = fields[index] as (typeof fields)[number];
        sheet.addBytes(label);
        if (!holder?.writeAsIs?.(members, index, sheet)) write(source, sheet);
      }
      sheet.addBytes(end);
    },
  };
}

function writerOfAbstract(draft: Draft, type: GraphQLAbstractType, nodes: readonly FieldNode[]): Write {
  const possible = draft.schema.getPossibleTypes(type);
  const writers = new Map(possible.map((one) => [one.name, writerOfPresent(draft, one, nodes).write]));
  return (value, sheet) => {
    const name = type.resolveType?.(value, sheet.run.context, NO_INFO, type);
    const write = typeof name === 'string' ? writers.get(name) : undefined;
    if (write === undefined) throw new Unwritable('a type is not told, or not at once');
    write(value, sheet);
  };
}

/** Resolvers here take no notice of where they are asked. One that did would fail, and be run by GraphQL's executor. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo;

function writerOfField(draft: Draft, type: GraphQLObjectType, nodes: readonly FieldNode[]): FieldWriter {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') return { write: (_source, sheet) => sheet.addValue(type.name), isPlain: true };
  const field = type.getFields()[name];
  if (node === undefined || field === undefined) throw new Unwritable('a field of the schema itself');
  const { resolve = defaultFieldResolver } = field;
  const value = writerOf(draft, field.type, nodes);
  const isPlain = value.isPlain && resolve === defaultFieldResolver;
  const write = resolve === defaultFieldResolver ? writerOfMember(name, value) : writerOfResolved(field, node, value);
  return { write, isPlain, ...(field.extensions as Pick<FieldWriter, 'written'>) };
}

function writerOfMember(name: string, { write }: Writer): Write {
  return (source, sheet) => {
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') write(value, sheet);
    else if (typeof value === 'function') throw new Unwritable('a method');
    else sheet.addWhenThere(value, write);
  };
}

function writerOfResolved(field: GraphQLField<unknown, unknown>, node: FieldNode, { write }: Writer): Write {
  const { resolve = defaultFieldResolver } = field;
  const argumentsIn = readerOfArguments(field, node);
  return (source, sheet) => {
    const { run } = sheet;
    sheet.addWhenThere(resolve(source, argumentsIn(run), run.context, NO_INFO), write);
  };
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
