import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql';
import { MOST_ROWS } from '../resolvers/arguments.ts';
import type { Operation } from './coercion.ts';
import { fragmentsOf } from './fragments.ts';
import { isDeferred } from './incremental.ts';
import { checkLimit, type Limits } from './limits.ts';

/** A larger `first` adds no cost, because the field rejects it before any call. */
const LARGEST_PAGE = Math.max(...Object.values(MOST_ROWS));
/** Assumed length of a list without pages. Zero would let such a list repeat a large object in each row for free. */
const ASSUMED_ROWS = 50;

/**
 * The cost of an operation is the number of objects that its reply may hold. A page of `first` rows costs `first` times
 * one row with its selection, so nested pages multiply. A list without pages is free: it needs a call to Aleph for each
 * parent, and the limit on calls bounds those. Exception: many rows may lead back to one object, as items lead to their
 * contract. That object is read once but written once per row, so everything behind it counts once per row, lists
 * included. A deferred fragment counts as an object, since it is written as one. Each selection set is measured once per
 * kind of place, so deep fragments cost linear time. Throws QUERY_TOO_COMPLEX.
 */
export function checkCost({ schema, document, definition, variables }: Operation, limits: Limits): void {
  const root = schema.getRootType(definition.operation);
  if (root == null) return;
  const fragments = fragmentsOf(document);
  checkLimit(
    'cost',
    new Meter({ schema, fragments, variables }).costOfSet(definition.selectionSet, root, 'ONCE'),
    limits,
  );
}

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: { readonly [name: string]: unknown };
}

/**
 * The kind of place of a selection: outside of lists, in rows of a page, in rows of another list, behind a shared
 * object.
 */
const PLACES = ['ONCE', 'PAGE', 'LIST', 'BEHIND'] as const;
type Place = (typeof PLACES)[number];

type ObjectType = GraphQLObjectType | GraphQLInterfaceType;
type Parent = Pick<GraphQLObjectType, 'getFields'>;

class Meter {
  private readonly reading: Reading;
  /** A fragment costs the same at all places of one kind, so it is measured once for each kind. */
  private readonly measured = new Map<Place, Map<SelectionSetNode, number>>();

  constructor(reading: Reading) {
    this.reading = reading;
    for (const place of PLACES) this.measured.set(place, new Map());
  }

  costOfSet(set: SelectionSetNode, parent: Parent, place: Place): number {
    const known = this.measured.get(place)?.get(set);
    if (known !== undefined) return known;
    let cost = 0;
    for (const selection of set.selections) {
      if (isIncluded(selection, this.reading.variables)) cost += this.costOf(selection, parent, place);
    }
    this.measured.get(place)?.set(set, cost);
    return cost;
  }

  private costOf(selection: SelectionNode, parent: Parent, place: Place): number {
    if (selection.kind === Kind.FIELD) return this.costOfField(selection, parent, place);
    const { schema, fragments } = this.reading;
    const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (part === undefined) return 0;
    const type = part.typeCondition && schema.getType(part.typeCondition.name.value);
    const within = this.costOfSet(
      part.selectionSet,
      isObjectType(type) || isInterfaceType(type) ? type : parent,
      place,
    );
    return isDeferred(selection, this.reading.variables) ? 1 + within : within;
  }

  private costOfField({ name, arguments: given, selectionSet }: FieldNode, parent: Parent, place: Place): number {
    const field = parent.getFields()[name.value];
    const type = field && getNamedType(field.type);
    if (selectionSet === undefined || !(isObjectType(type) || isInterfaceType(type))) return 0;
    // The field with the page size has counted the rows already.
    if (field === undefined || isPartOfPage(parent)) return this.costOfSet(selectionSet, type, place);
    const size = sizeOf(field, given, this.reading.variables);
    const { rows, inner } = size === undefined ? rowsOf(field, type, place) : { rows: size, inner: 'PAGE' as const };
    const within = this.costOfSet(selectionSet, type, place === 'BEHIND' ? place : inner);
    return rows === undefined ? within : rows * (1 + within);
  }
}

interface Counting {
  readonly rows: number | undefined;
  readonly inner: Place;
}

/** For a field without a size: its rows, absent where only what is inside them counts, and the place inside. */
function rowsOf(field: GraphQLField<unknown, unknown>, type: ObjectType, place: Place): Counting {
  if (isListType(getNullableType(field.type)))
    return { rows: place === 'BEHIND' ? ASSUMED_ROWS : undefined, inner: 'LIST' };
  if (place === 'ONCE' || !isNode(type)) return { rows: undefined, inner: place };
  // A field with arguments belongs to its row. A field without arguments leads to an object that rows may share.
  if (place === 'BEHIND' || field.args.length > 0) return { rows: 1, inner: place };
  return { rows: place === 'LIST' ? ASSUMED_ROWS : 1, inner: 'BEHIND' };
}

/** Whether a type is a connection or an edge. */
function isPartOfPage(type: Parent): boolean {
  const fields = type.getFields();
  return fields['pageInfo'] !== undefined || fields['cursor'] !== undefined;
}

/** Arguments that size a field; the first one that is given counts. */
const SIZING = ['last', 'first', 'ids'];

/** The number of rows that a field is asked for, or the length of `ids`; undefined for other fields. */
function sizeOf(
  { args }: GraphQLField<unknown, unknown>,
  given: FieldNode['arguments'],
  variables: Reading['variables'],
): number | undefined {
  const values = SIZING.map((name) => {
    const type = args.find((arg) => arg.name === name);
    const value = given?.find((argument) => argument.name.value === name)?.value;
    return type && ((value && valueFromAST(value, type.type, variables)) ?? type.defaultValue);
  });
  const asked = values.find((value) => value != null);
  if (asked === undefined) return undefined;
  return Math.min(Math.max(Array.isArray(asked) ? asked.length : Number(asked), 0), LARGEST_PAGE);
}

function isNode(type: ObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node');
}

function isIncluded(selection: SelectionNode, variables: Reading['variables']): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variables });
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variables });
  return skip?.['if'] !== true && include?.['if'] !== false;
}
