import {
  type ASTVisitor,
  type FloatValueNode,
  GraphQLError,
  GraphQLFloat,
  getNamedType,
  type IntValueNode,
  NoSchemaIntrospectionCustomRule,
  NoUnusedFragmentsRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { badInput } from '../aleph/errors.ts';

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

/** Checked before the other rules, since those spend time on fragments that nothing uses. */
export const FIRST_RULES: readonly ValidationRule[] = [NoUnusedFragmentsRule];

/**
 * The rules of graphql-js and two of ours. No rule reads variables or callers, because all callers share the results.
 */
const RULES: readonly ValidationRule[] = [...specifiedRules, FiniteFloatsRule, ExistingOperationsRule];

export function rulesFor(introspection: boolean): readonly ValidationRule[] {
  return introspection ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
}
