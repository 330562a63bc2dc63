import {
  type ASTVisitor,
  type DirectiveNode,
  type FloatValueNode,
  GraphQLError,
  GraphQLFloat,
  getNamedType,
  getNullableType,
  type IntValueNode,
  isListType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  NoUnusedFragmentsRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { badInput } from '../aleph/errors.ts';
import { STREAM } from '../schema/incremental.ts';
import { isIncremental } from './incremental.ts';

/**
 * graphql-js reads the literal 1e999 as Infinity, and JSON turns that into null. It rejects the same value as a
 * variable.
 */
function FiniteFloatsRule(context: ValidationContext): ASTVisitor {
  const check = (node: FloatValueNode | IntValueNode) => {
    const isFloat = getNamedType(context.getInputType()) === GraphQLFloat;
    if (!isFloat || Number.isFinite(Number(node.value))) return;
    const originalError = badInput([], 'expected a finite number.');
    context.reportError(new GraphQLError(originalError.message, { nodes: node, originalError }));
  };
  return { FloatValue: check, IntValue: check };
}

/** graphql-js validates a mutation on a schema without mutations, and fails only when the operation runs. */
function ExistingOperationsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation) != null) return;
      context.reportError(new GraphQLError(`This schema has no ${node.operation}s.`, { nodes: node }));
    },
  };
}

/** The rules of incremental delivery, which graphql-js 16 does not know. */
function IncrementalDeliveryRule(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();
  const mistakeIn = (node: DirectiveNode) => {
    const label = node.arguments?.find(({ name }) => name.value === 'label')?.value;
    if (label?.kind === Kind.VARIABLE) return 'a label cannot be a variable.';
    if (label?.kind === Kind.STRING && labels.size === labels.add(label.value).size)
      return 'another part has this label.';
    if (context.getParentType() === context.getSchema().getMutationType())
      return 'the fields of a mutation run in order.';
    const isOnList = isListType(getNullableType(context.getFieldDef()?.type));
    return node.name.value === STREAM.name && !isOnList ? 'only a list can be streamed.' : undefined;
  };
  return {
    Directive(node) {
      const mistake = isIncremental(node) ? mistakeIn(node) : undefined;
      if (mistake !== undefined)
        context.reportError(new GraphQLError(`@${node.name.value}: ${mistake}`, { nodes: node }));
    },
  };
}

/** Checked before the other rules, since those spend time on fragments that nothing uses. */
export const FIRST_RULES: readonly ValidationRule[] = [NoUnusedFragmentsRule];

/**
 * The rules of graphql-js and three of ours. No rule reads variables or callers, because all callers share the results.
 */
const RULES: readonly ValidationRule[] = [
  ...specifiedRules,
  FiniteFloatsRule,
  ExistingOperationsRule,
  IncrementalDeliveryRule,
];

export function rulesFor(introspection: boolean): readonly ValidationRule[] {
  return introspection ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
}
