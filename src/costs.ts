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
import type { Operation } from './coercion.ts';
import { checkLimit, type Limits } from './limits.ts';

/** Beyond the largest `first` that any field takes a field refuses by itself, and costs nothing more. */
const LARGEST_PAGE = 2_000;
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
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  const { own, behind } = createMeter({ schema, fragments, variables })(definition.selectionSet, root, 'ONCE');
  checkLimit('cost', own + behind, limits);
}

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: { readonly [name: string]: unknown };
}

/** Where a selection stands: outside of lists, in rows of one, or behind an object that rows lead back to. */
const PLACES = ['ONCE', 'ROWS', 'BEHIND_ROWS'] as const;
type Place = (typeof PLACES)[number];

/** A number of objects, those behind rows apart. */
interface Cost {
  readonly own: number;
  readonly behind: number;
}

const FREE: Cost = { own: 0, behind: 0 };

type Parent = Pick<GraphQLObjectType, 'getFields'>;

function createMeter({ schema, fragments, variables }: Reading) {
  // A fragment costs the same wherever it stands in such a place, and is measured once.
  const measured = new Map<Place, Map<SelectionSetNode, Cost>>(PLACES.map((place) => [place, new Map()]));

  function costOfSet(set: SelectionSetNode, parent: Parent, place: Place): Cost {
    const known = measured.get(place)?.get(set);
    if (known !== undefined) return known;
    const cost = set.selections
      .filter((selection) => isIncluded(selection, variables))
      .map((selection) => costOf(selection, parent, place))
      .reduce((sum, { own, behind }) => ({ own: sum.own + own, behind: sum.behind + behind }), FREE);
    measured.get(place)?.set(set, cost);
    return cost;
  }

  function costOf(selection: SelectionNode, parent: Parent, place: Place): Cost {
    if (selection.kind === Kind.FIELD) return costOfField(selection, parent, place);
    const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (part === undefined) return FREE;
    const type = part.typeCondition && schema.getType(part.typeCondition.name.value);
    return costOfSet(part.selectionSet, isObjectType(type) || isInterfaceType(type) ? type : parent, place);
  }

  function costOfField({ name, arguments: given, selectionSet }: FieldNode, parent: Parent, place: Place): Cost {
    const field = parent.getFields()[name.value];
    const type = field && getNamedType(field.type);
    if (selectionSet === undefined || !(isObjectType(type) || isInterfaceType(type))) return FREE;
    // The rows of a page are counted with the page.
    if (field === undefined || isPartOfPage(parent)) return costOfSet(selectionSet, type, place);
    const size = sizeOf(field, given, variables);
    if (size === undefined && !isListType(getNullableType(field.type))) {
      const isLink = place !== 'ONCE' && isNode(type);
      // Without arguments it is what rows belong to, and they may share it.
      const isBack = place === 'ROWS' && isLink && field.args.length === 0;
      const { own, behind } = costOfSet(selectionSet, type, isBack ? 'BEHIND_ROWS' : place);
      const objects = isLink ? 1 + own : own;
      return isBack ? { own: 0, behind: objects } : { own: objects, behind };
    }
    const { own, behind } = costOfSet(selectionSet, type, place === 'ONCE' ? 'ROWS' : place);
    const isFree = size === undefined && place !== 'BEHIND_ROWS';
    const rows = size ?? ASSUMED_ROWS;
    return { own: isFree ? own : rows * (1 + own), behind: rows * behind };
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
