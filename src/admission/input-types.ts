import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';

/**
 * The values that a type takes, in words. The text never quotes the value that was sent: it may be a misplaced secret.
 */
export function expectationOf(type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (isEnumType(named)) {
    const names = named.getValues().map(({ name }) => name);
    return `expected ${type}, one of ${names.join(', ')}.`;
  }
  if (isInputObjectType(named)) {
    const members = Object.values(named.getFields()).map((field) => `${field.name}: ${field.type}`);
    return `expected ${type} with ${members.join(', ')} and no other members.`;
  }
  return `expected ${type}.`;
}

/** The type at `path` inside a value of `type`. */
export function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  const [step, ...rest] = path;
  if (step === undefined) return type;
  const nullable = getNullableType(type);
  // GraphQL coerces a single value to a list of one, so a path may pass a list without an index.
  if (isListType(nullable)) return typeAt(nullable.ofType, typeof step === 'number' ? rest : path);
  const field = isInputObjectType(nullable) ? nullable.getFields()[step] : undefined;
  return field === undefined ? type : typeAt(field.type, rest);
}
