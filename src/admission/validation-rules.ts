import {
  type ASTVisitor,
  type FloatValueNode,
  GraphQLError,
  GraphQLFloat,
  getNamedType,
  type IntValueNode,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { badInput } from '../aleph/errors.ts';

/** graphql-js makes Infinity of a literal 1e999, which JSON then turns into null; as a variable it is refused. */
function FiniteFloatsRule(context: ValidationContext): ASTVisitor {
  const check = (node: FloatValueNode | IntValueNode) => {
    const isFloat = getNamedType(context.getInputType()) === GraphQLFloat;
    if (!isFloat || Number.isFinite(Number(node.value))) return;
    const originalError = badInput([], 'expected a finite number.');
    context.reportError(new GraphQLError(originalError.message, { nodes: node, originalError }));
  };
  return { FloatValue: check, IntValue: check };
}

/** graphql-js lets an operation pass that the schema has no root type for, and fails when it runs. */
function ExistingOperationsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation) != null) return;
      context.reportError(new GraphQLError(`This schema has no ${node.operation}s.`, { nodes: node }));
    },
  };
}

/** The rules of GraphQL, and what graphql-js leaves out. None reads variables or callers: verdicts are shared. */
const RULES: readonly ValidationRule[] = [...specifiedRules, FiniteFloatsRule, ExistingOperationsRule];

export function rulesFor(introspection: boolean): readonly ValidationRule[] {
  return introspection ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
}
