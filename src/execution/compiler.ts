import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLNamedType,
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
  isScalarType,
  isSpecifiedScalarType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { ARRAY, ARRAY_END, COMMA } from '../json/codes.ts';
import type { RawJson } from '../json/taped-records.ts';
import { textView, viewOf } from '../json/target.ts';
import { type Arguments, LeftToExecutor, OutputBuffer, type Run, type Write } from './output.ts';
import { serializerOf } from './scalar-serializers.ts';

/** What is put into writers. */
export interface Compilation {
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
interface CompiledValue {
  readonly write: Write;
  /** Whether all it writes are members of the value: no resolver, argument or context has a say in it. */
  readonly isPlain: boolean;
}

type NullableType = GraphQLLeafType | GraphQLAbstractType | GraphQLObjectType | GraphQLList<GraphQLOutputType>;

interface CompiledField extends CompiledValue {
  /** The member that it exposes, where raw JSON of it may stand in the reply. */
  readonly rawMember: string | undefined;
}

const NULL = textView('null');

/** Writes the data of a query. Throws Unwritable for one that asks for the schema. */
export function compileRoot(compilation: Compilation, type: GraphQLObjectType, selectionSet: SelectionSetNode): Write {
  const { schema, fragments, conditions } = compilation;
  return compileObject(compilation, type, collectFields(schema, fragments, conditions, type, selectionSet)).write;
}

function compileValue(compilation: Compilation, type: GraphQLOutputType, nodes: readonly FieldNode[]): CompiledValue {
  const isRequired = isNonNullType(type);
  const { write, isPlain } = compilePresent(compilation, isRequired ? type.ofType : type, nodes);
  return {
    isPlain,
    write(value, output) {
      if (value instanceof Error) throw value;
      if (value !== null && value !== undefined) write(value, output);
      else if (isRequired) throw new LeftToExecutor('a value is missing');
      else output.addBytes(NULL);
    },
  };
}

function compilePresent(compilation: Compilation, type: NullableType, nodes: readonly FieldNode[]): CompiledValue {
  if (isListType(type)) return compileList(compilation, type, compileValue(compilation, type.ofType, nodes));
  if (isLeafType(type)) return { write: serializerOf(type), isPlain: true };
  if (isAbstractType(type)) return { write: compileAbstract(compilation, type, nodes), isPlain: false };
  const { schema, fragments, conditions } = compilation;
  return compileObject(compilation, type, collectSubfields(schema, fragments, conditions, type, nodes));
}

function compileList(
  { keptLists }: Compilation,
  type: GraphQLList<GraphQLOutputType>,
  item: CompiledValue,
): CompiledValue {
  const { write: writeItem, isPlain } = item;
  const write: Write = (value, output) => {
    if (!Array.isArray(value)) throw new LeftToExecutor('not a list');
    for (let index = 0; index < value.length; index += 1) {
      output.addByte(index === 0 ? ARRAY : COMMA);
      output.addWhenThere(value[index], writeItem);
    }
    if (value.length === 0) output.addByte(ARRAY);
    output.addByte(ARRAY_END);
  };
  const isWorthIt = isPlain && !isLeafType(getNamedType(type));
  return { write: isWorthIt ? rememberingKept(keptLists, write) : write, isPlain };
}

function rememberingKept(keptLists: KeptLists, write: Write): Write {
  return (value, output) => {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return write(value, output);
    const known = keptLists.get(value);
    if (known?.write === write) return output.addBytes(known.bytes);
    // Counted once, where it is added.
    const page = new OutputBuffer({ ...output.run, count: () => undefined });
    write(value, page);
    const bytes = viewOf(page.whole());
    keptLists.set(value, { write, bytes });
    output.addBytes(bytes);
  };
}

function compileObject(compilation: Compilation, type: GraphQLObjectType, selected: Selected): CompiledValue {
  const fields = [...selected].map(([name, nodes], index) => ({
    label: textView(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    ...compileField(compilation, type, nodes),
  }));
  const end = textView(fields.length === 0 ? '{}' : '}');
  const members = fields.map(({ rawMember }) => rawMember);
  const asksForRaw = members.some((member) => member !== undefined);
  return {
    isPlain: fields.every(({ isPlain }) => isPlain),
    write(source, output) {
      const raw = asksForRaw && isRawJson(source) ? source : undefined;
      for (let index = 0; index < fields.length; index += 1) {
        const { label, write } = fields[index] as (typeof fields)[number];
        output.addBytes(label);
        if (!raw?.copyRaw?.(members, index, output)) write(source, output);
      }
      output.addBytes(end);
    },
  };
}

function compileAbstract(compilation: Compilation, type: GraphQLAbstractType, nodes: readonly FieldNode[]): Write {
  const possible = compilation.schema.getPossibleTypes(type);
  const compiled = new Map(possible.map((one) => [one.name, compilePresent(compilation, one, nodes).write]));
  return (value, output) => {
    const name = type.resolveType?.(value, output.run.context, NO_INFO, type);
    const write = typeof name === 'string' ? compiled.get(name) : undefined;
    if (write === undefined) throw new LeftToExecutor('a type is not told, or not at once');
    write(value, output);
  };
}

/** Resolvers here take no notice of where they are asked. One that did would fail, and be run by GraphQL's executor. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo;

function compileField(compilation: Compilation, type: GraphQLObjectType, nodes: readonly FieldNode[]): CompiledField {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') {
    return { write: (_source, output) => output.addValue(type.name), isPlain: true, rawMember: undefined };
  }
  const field = type.getFields()[name];
  if (node === undefined || field === undefined) throw new LeftToExecutor('a field of the schema itself');
  const { resolve = defaultFieldResolver } = field;
  const value = compileValue(compilation, field.type, nodes);
  if (resolve !== defaultFieldResolver) {
    return { write: compileResolved(field, node, value), isPlain: false, rawMember: undefined };
  }
  const rawMember = leavesJson(getNamedType(field.type)) ? name : undefined;
  return { write: compileMember(name, value), isPlain: value.isPlain, rawMember };
}

/** Whether values of a type stand in a reply as they stand in JSON: a scalar says so, an enum translates. */
function leavesJson(type: GraphQLNamedType): boolean {
  return isScalarType(type) && (isSpecifiedScalarType(type) || type.extensions['leavesJson'] === true);
}

function isRawJson(source: unknown): source is RawJson {
  return typeof source === 'object' && source !== null && 'copyRaw' in source;
}

function compileMember(name: string, { write }: CompiledValue): Write {
  return (source, output) => {
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') write(value, output);
    else if (typeof value === 'function') throw new LeftToExecutor('a method');
    else output.addWhenThere(value, write);
  };
}

function compileResolved(field: GraphQLField<unknown, unknown>, node: FieldNode, { write }: CompiledValue): Write {
  const { resolve = defaultFieldResolver } = field;
  const argumentsIn = readerOfArguments(field, node);
  return (source, output) => {
    const { run } = output;
    output.addWhenThere(resolve(source, argumentsIn(run), run.context, NO_INFO), write);
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
