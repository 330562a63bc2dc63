import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Dice } from './dice.ts';

export interface RandomOptions {
  readonly schema: GraphQLSchema;
  readonly random: Dice;
  /** Text for an argument of a field such as "Contract.tasks"; undefined leaves it out. */
  readonly argumentFor: (field: string, argument: string) => string | undefined;
  /** Levels of fields. */
  readonly deepest: number;
}

interface Place extends RandomOptions {
  readonly fragments: string[];
  readonly depth: number;
}

/** A valid query with aliases, fragments, inline fragments and directives; it takes the variables `yes` and `no`. */
export function randomOperation(options: RandomOptions): string {
  const { schema, random } = options;
  const query = schema.getQueryType();
  if (query == null) throw new Error('the schema has no queries');
  const fragments: string[] = [];
  const selection = selectionOf(query, { ...options, fragments, depth: 0 });
  const defaults = random.next() < 0.5 ? [' = true', ' = false'] : ['', ''];
  const uses = '... @include(if: $yes) { __typename } ... @skip(if: $no) { again: __typename }';
  const head = `query Random($yes: Boolean!${defaults[0]}, $no: Boolean!${defaults[1]})`;
  return [`${head} { ${uses} ...Root }`, `fragment Root on ${query.name} ${selection}`, ...fragments].join('\n');
}

function selectionOf(type: Pick<GraphQLObjectType, 'getFields' | 'name'>, place: Place): string {
  const { random, depth, deepest } = place;
  const likely = depth < 2 ? 0.5 : 0.35;
  const fields = Object.values(type.getFields()).filter((field) => {
    const isLeaf = objectOf(getNamedType(field.type)) === undefined;
    return random.next() < likely && (isLeaf || depth + 1 < deepest);
  });
  return `{ __typename ${fields.map((field) => fieldOf(type.name, field, place)).join(' ')} }`;
}

function fieldOf(parent: string, field: GraphQLField<unknown, unknown>, place: Place): string {
  const { random } = place;
  const given = argumentsOf(parent, field, place);
  // A field may come twice with different arguments; an alias avoids the conflict.
  const alias = given !== '' || random.next() < 0.2 ? `a${Math.floor(random.next() * 1e9)}: ` : '';
  const directive =
    random.next() < 0.15 ? `@${random.pick(['include', 'skip'])}(if: ${random.pick(['$yes', '$no'])})` : '';
  const head = `${alias}${field.name}${given} ${directive}`;
  const type = objectOf(getNamedType(field.type));
  return type === undefined ? head : `${head} ${wrapped(type, place)}`;
}

function argumentsOf(parent: string, field: GraphQLField<unknown, unknown>, place: Place): string {
  const given = field.args.flatMap((argument) => {
    const text = place.argumentFor(`${parent}.${field.name}`, argument.name);
    const isWanted = isRequiredArgument(argument) || place.random.next() < 0.7;
    return text !== undefined && isWanted ? [`${argument.name}: ${text}`] : [];
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

/** The selection unchanged, in an inline fragment, or in a named fragment. */
function wrapped(type: Pick<GraphQLObjectType, 'getFields' | 'name'>, place: Place): string {
  const { random, fragments, depth } = place;
  const inner = selectionOf(type, { ...place, depth: depth + 1 });
  const form = random.next();
  if (form < 0.6) return inner;
  if (form < 0.8) return `{ ... on ${type.name} ${inner} }`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${type.name} ${inner}`);
  return `{ ...${name} }`;
}

function objectOf(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type) ? type : undefined;
}
