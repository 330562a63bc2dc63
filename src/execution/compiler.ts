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

/** The input of the compiler, alike for all parts of a query. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /**
   * Values of the variables in @skip and @include alone. Compiled queries outlive the request, so no other value may
   * enter.
   */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly keptLists: KeptLists;
}

/**
 * The JSON of frozen lists that outlive a request, such as a contract list in the cache, with the code that wrote it.
 * An entry lives as long as its list, and a list belongs to one caller.
 */
export type KeptLists = WeakMap<object, { readonly write: Write; readonly bytes: DataView }>;

type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** Code for a value, or for a field with its value. */
interface CompiledValue {
  readonly write: Write;
  /**
   * Whether the JSON follows from the value alone, without resolver, argument or context. Only such JSON may be kept.
   */
  readonly isPlain: boolean;
}

type NullableType = GraphQLLeafType | GraphQLAbstractType | GraphQLObjectType | GraphQLList<GraphQLOutputType>;

interface CompiledField extends CompiledValue {
  /** The member that the field exposes, where its raw JSON may be copied into the reply. */
  readonly rawMember: string | undefined;
}

const NULL = textView('null');

/**
 * Compiles a selection set from the root down. Each function takes a type and the selected fields and returns a closure
 * that writes a value of that type. Types, resolvers and the labels of fields are looked up here, so the closures only
 * test values and write. A field without a resolver of its own is a member of its object. Where its scalar leaves JSON
 * as it is, the closure asks the source to copy the raw JSON of Aleph. A promise gets an output buffer of its own, so
 * fields run at the same time and the reply keeps its order. Introspection throws LeftToExecutor here, and a value that
 * does not fit throws it later; Yoga then runs the operation.
 */
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
    const page = new OutputBuffer(output.run);
    write(value, page);
    const bytes = viewOf(page.whole());
    keptLists.set(value, { write, bytes });
    // These bytes are counted by now, and `addBytes` counts them again.
    output.run.count(-bytes.byteLength);
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
      const raw = asksForRaw ? (source as RawJson | undefined) : undefined;
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

/** Our resolvers do not read `info`. A resolver that did would throw, and Yoga would run the operation. */
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

/**
 * Whether a reply holds values of a type exactly as the JSON of Aleph does. Scalars declare it; enums translate names.
 */
function leavesJson(type: GraphQLNamedType): boolean {
  return isScalarType(type) && (isSpecifiedScalarType(type) || type.extensions['leavesJson'] === true);
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
