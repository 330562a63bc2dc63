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
import { checkLimit, type Limits } from './limits.ts';

/** Beyond the largest `first` that any field takes a field refuses by itself, and costs nothing more. */
const LARGEST_PAGE = Math.max(...Object.values(MOST_ROWS));
/** What a list without pages is taken to hold where that counts. */
const ASSUMED_ROWS = 50;

/**
 * Throws QUERY_TOO_COMPLEX when an operation may come to too many objects: rows of pages and what each row leads to, and
 * so on inside. Lists without pages are free: each costs a call to Aleph, and those are counted. Not so behind rows that
 * lead back to one object, as items do to their contract: what stands there is read once and written for each row.
 */
export function checkCost({ schema, document, definition, variables }: Operation, limits: Limits): void {
  const root = schema.getRootType(definition.operation);
  if (root == null) return;
  const fragments = fragmentsOf(document);
  checkLimit('cost', createMeter({ schema, fragments, variables })(definition.selectionSet, root, 'ONCE'), limits);
}

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: { readonly [name: string]: unknown };
}

/** Where a selection stands: outside of lists, in rows of a page or of another list, or behind what rows lead back to. */
const PLACES = ['ONCE', 'PAGE', 'LIST', 'BEHIND'] as const;
type Place = (typeof PLACES)[number];

type Parent = Pick<GraphQLObjectType, 'getFields'>;

function createMeter({ schema, fragments, variables }: Reading) {
  // A fragment costs the same wherever it stands in such a place, and is measured once.
  const measured = new Map<Place, Map<SelectionSetNode, number>>(PLACES.map((place) => [place, new Map()]));

  function costOfSet(set: SelectionSetNode, parent: Parent, place: Place): number {
    const known = measured.get(place)?.get(set);
    if (known !== undefined) return known;
    const cost = set.selections
      .filter((selection) => isIncluded(selection, variables))
      .reduce((sum, selection) => sum + costOf(selection, parent, place), 0);
    measured.get(place)?.set(set, cost);
    return cost;
  }

  function costOf(selection: SelectionNode, parent: Parent, place: Place): number {
    if (selection.kind === Kind.FIELD) return costOfField(selection, parent, place);
    const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (part === undefined) return 0;
    const type = part.typeCondition && schema.getType(part.typeCondition.name.value);
    return costOfSet(part.selectionSet, isObjectType(type) || isInterfaceType(type) ? type : parent, place);
  }

  function costOfField({ name, arguments: given, selectionSet }: FieldNode, parent: Parent, place: Place): number {
    const field = parent.getFields()[name.value];
    const type = field && getNamedType(field.type);
    if (selectionSet === undefined || !(isObjectType(type) || isInterfaceType(type))) return 0;
    const within = (inner: Place) => costOfSet(selectionSet, type, place === 'BEHIND' ? place : inner);
    // The rows of a page are counted with the page.
    if (field === undefined || isPartOfPage(parent)) return within(place);
    const size = sizeOf(field, given, variables);
    if (size !== undefined) return size * (1 + within('PAGE'));
    if (isListType(getNullableType(field.type))) {
      return place === 'BEHIND' ? ASSUMED_ROWS * (1 + within('LIST')) : within('LIST');
    }
    if (place === 'ONCE' || !isNode(type)) return within(place);
    // With arguments it is each row's own; without, what rows belong to, and they may share it.
    if (place === 'BEHIND' || field.args.length > 0) return 1 + within(place);
    return (place === 'LIST' ? ASSUMED_ROWS : 1) * (1 + within('BEHIND'));
  }

  return costOfSet;
}

/** Connections and their edges. */
function isPartOfPage(type: Parent): boolean {
  const fields = type.getFields();
  return fields['pageInfo'] !== undefined || fields['cursor'] !== undefined;
}

/** How many rows a field is asked for: by the size of its page, or one by one. */
function sizeOf(
  { args }: GraphQLField<unknown, unknown>,
  given: FieldNode['arguments'],
  variables: Reading['variables'],
): number | undefined {
  const sizing = args.find(({ name }) => name === 'first' || name === 'ids');
  if (sizing === undefined) return undefined;
  const value = given?.find(({ name }) => name.value === sizing.name)?.value;
  const asked = (value && valueFromAST(value, sizing.type, variables)) ?? sizing.defaultValue;
  return Math.min(Math.max(Array.isArray(asked) ? asked.length : Number(asked), 0), LARGEST_PAGE);
}

function isNode(type: GraphQLObjectType | GraphQLInterfaceType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node');
}

function isIncluded(selection: SelectionNode, variables: Reading['variables']): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variables });
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variables });
  return skip?.['if'] !== true && include?.['if'] !== false;
}
