import { type GraphQLEnumType, type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';
import { textView } from '../json/target.ts';
import { type Sheet, Unwritable, type Write } from './output.ts';

/** Writes values of a scalar or an enum. What most values are is written at once, the rest as the type serializes it. */
export function writerOfLeaf(type: GraphQLLeafType): Write {
  const write = serializing(type);
  if (isEnumType(type)) return writerOfEnum(type, write);
  const plain = isSpecifiedScalarType(type) ? PLAIN_WRITERS[type.name] : undefined;
  if (plain === undefined) return write;
  return (value, sheet) => {
    if (!plain(value, sheet)) write(value, sheet);
  };
}

function serializing(type: GraphQLLeafType): Write {
  return (value, sheet) => {
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Unwritable('a leaf is missing');
    sheet.addValue(serialized);
  };
}

function writerOfEnum(type: GraphQLEnumType, write: Write): Write {
  const words = new Map<unknown, DataView>();
  for (const { name, value } of type.getValues()) words.set(value, textView(JSON.stringify(name)));
  return (value, sheet) => {
    const word = words.get(value);
    if (word === undefined) write(value, sheet);
    else sheet.addBytes(word);
  };
}

const TRUE = textView('true');
const FALSE = textView('false');

/** Each writes a value that its scalar leaves as it is; false for any other, of which nothing is written. */
const PLAIN_WRITERS: Readonly<Record<string, (value: unknown, sheet: Sheet) => boolean>> = {
  String: writeString,
  ID: writeString,
  Int: (value, sheet) => Number.isInteger(value) && (Number(value) | 0) === value && writeNumber(value, sheet),
  Float: (value, sheet) => Number.isFinite(value) && writeNumber(value, sheet),
  Boolean: (value, sheet) => {
    if (typeof value !== 'boolean') return false;
    sheet.addBytes(value ? TRUE : FALSE);
    return true;
  },
};

function writeString(value: unknown, sheet: Sheet): boolean {
  if (typeof value !== 'string') return false;
  sheet.addString(value);
  return true;
}

function writeNumber(value: unknown, sheet: Sheet): boolean {
  sheet.addAscii(String(value));
  return true;
}
