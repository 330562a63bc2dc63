import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
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

/**
 * Throws QUERY_TOO_COMPLEX when the pages of an operation may hold too many objects: a page inside a page counts for
 * each object of the outer one. Lists without pages are free here: each costs a call to Aleph, and those are counted.
 */
export function checkCost({ schema, document, definition, variables }: Operation, limits: Limits): void {
  const root = schema.getRootType(definition.operation);
  if (root == null) return;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  checkLimit('cost', createMeter({ schema, fragments, variables })(definition.selectionSet, root), limits);
}

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: { readonly [name: string]: unknown };
}

type Parent = Pick<GraphQLObjectType, 'getFields'>;

function createMeter({ schema, fragments, variables }: Reading) {
  // A fragment costs the same wherever it stands, and is measured once.
  const measured = new Map<SelectionSetNode, number>();

  function costOfSet(set: SelectionSetNode, parent: Parent): number {
    const known = measured.get(set);
    if (known !== undefined) return known;
    const included = set.selections.filter((selection) => isIncluded(selection, variables));
    const cost = included.reduce((sum, selection) => sum + costOf(selection, parent), 0);
    measured.set(set, cost);
    return cost;
  }

  function costOf(selection: SelectionNode, parent: Parent): number {
    if (selection.kind === Kind.FIELD) return costOfField(selection, parent);
    const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (part === undefined) return 0;
    const type = part.typeCondition && schema.getType(part.typeCondition.name.value);
    return costOfSet(part.selectionSet, isObjectType(type) || isInterfaceType(type) ? type : parent);
  }

  function costOfField({ name, arguments: given = [], selectionSet }: FieldNode, parent: Parent): number {
    const field = parent.getFields()[name.value];
    const type = field && getNamedType(field.type);
    if (selectionSet === undefined || !(isObjectType(type) || isInterfaceType(type))) return 0;
    const inner = costOfSet(selectionSet, type);
    const first = field?.args.find((argument) => argument.name === 'first');
    if (first === undefined) return inner;
    const value = given.find((argument) => argument.name.value === first.name)?.value;
    const size = Number((value && valueFromAST(value, first.type, variables)) ?? first.defaultValue);
    return Math.min(Math.max(size, 0), LARGEST_PAGE) * (1 + inner);
  }

  return costOfSet;
}

function isIncluded(selection: SelectionNode, variables: Reading['variables']): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variables });
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variables });
  return skip?.['if'] !== true && include?.['if'] !== false;
}
