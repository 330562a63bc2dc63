import { type GraphQLEnumType, type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';
import { textView } from '../json/target.ts';
import { LeftToExecutor, type OutputBuffer, type Write } from './output.ts';

/**
 * Serializes a scalar or an enum. Common values take a fast path; all others go through the `serialize` of their type.
 */
export function serializerOf(type: GraphQLLeafType): Write {
  const write = serializing(type);
  if (isEnumType(type)) return serializerOfEnum(type, write);
  const plain = isSpecifiedScalarType(type) ? PLAIN_SERIALIZERS[type.name] : undefined;
  if (plain === undefined) return write;
  return (value, output) => {
    if (!plain(value, output)) write(value, output);
  };
}

function serializing(type: GraphQLLeafType): Write {
  return (value, output) => {
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new LeftToExecutor('a leaf is missing');
    output.addValue(serialized);
  };
}

function serializerOfEnum(type: GraphQLEnumType, write: Write): Write {
  const words = new Map<unknown, DataView>();
  for (const { name, value } of type.getValues()) words.set(value, textView(JSON.stringify(name)));
  return (value, output) => {
    const word = words.get(value);
    if (word === undefined) write(value, output);
    else output.addBytes(word);
  };
}

const TRUE = textView('true');
const FALSE = textView('false');

/**
 * Each writes a value that its scalar leaves unchanged and returns true. For any other value it writes nothing and
 * returns false.
 */
const PLAIN_SERIALIZERS: Readonly<Record<string, (value: unknown, output: OutputBuffer) => boolean>> = {
  String: writeString,
  ID: writeString,
  Int: (value, output) => Number.isInteger(value) && (Number(value) | 0) === value && writeNumber(value, output),
  Float: (value, output) => Number.isFinite(value) && writeNumber(value, output),
  Boolean: (value, output) => {
    if (typeof value !== 'boolean') return false;
    output.addBytes(value ? TRUE : FALSE);
    return true;
  },
};

function writeString(value: unknown, output: OutputBuffer): boolean {
  if (typeof value !== 'string') return false;
  output.addString(value);
  return true;
}

function writeNumber(value: unknown, output: OutputBuffer): boolean {
  output.addAscii(String(value));
  return true;
}
