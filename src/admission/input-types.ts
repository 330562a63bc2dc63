import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';

/** What a type takes, in words that repeat nothing of what was sent: a value may be a secret in the wrong place. */
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

/** The type of what lies at `path` in a value of `type`. */
export function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  const [step, ...rest] = path;
  if (step === undefined) return type;
  const nullable = getNullableType(type);
  // One value stands for a list of one, so a path may go through a list without an index.
  if (isListType(nullable)) return typeAt(nullable.ofType, typeof step === 'number' ? rest : path);
  const field = isInputObjectType(nullable) ? nullable.getFields()[step] : undefined;
  return field === undefined ? type : typeAt(field.type, rest);
}
