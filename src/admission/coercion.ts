import {
  coerceInputValue,
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { AlephError, badInput } from '../aleph/errors.ts';
import { RequestErrors } from '../exchange/errors.ts';
import { argumentPathToVariable } from './argument-paths.ts';
import { expectationOf, typeAt } from './input-types.ts';

type Variables = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Variables;
  /** Whether the client gets deferred fragments and streamed rows later, in parts of their own. */
  readonly isInParts?: boolean;
}

const MAX_MISTAKES = 20;

/** The operation with its variables coerced to their types and defaults filled in. Throws RequestErrors. */
export function withCoercedVariables(operation: Operation): Operation {
  const { schema, definition, variables } = operation;
  const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], variables, { maxErrors: 1 });
  if (coerced === undefined) throw new RequestErrors(variableMistakes(operation));
  const ready = { ...operation, variables: coerced };
  const mistakes = nullMistakes(ready);
  if (mistakes.length > 0) throw new RequestErrors(mistakes);
  return ready;
}

/**
 * GraphQL lets a nullable variable with a default stand at a non-null position. A null sent for it would fail only
 * inside the field, with an error that has no code.
 */
function nullMistakes({ schema, document, definition, variables }: Operation): readonly AlephError[] {
  const named = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const nulls = named.filter((name) => variables[name] === null);
  if (nulls.length === 0) return [];
  const mistakes = new Map<string, AlephError>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: (one) => (one === definition ? undefined : false),
      VariableDefinition: () => false,
      Variable({ name: { value: name } }) {
        const type = typeInfo.getInputType();
        if (!nulls.includes(name) || !isNonNullType(type)) return;
        mistakes.set(name, badInput(argumentPathToVariable(document, name), `$${name}: ${expectationOf(type)}`));
      },
    }),
  );
  return [...mistakes.values()];
}

/**
 * One error for each variable value that does not fit its type, at most twenty, with the argument path of each. The
 * messages are ours: graphql-js quotes the value, and that may be a secret in the wrong place.
 */
export function variableMistakes(operation: Operation): readonly AlephError[] {
  const mistakes: AlephError[] = [];
  for (const definition of operation.definition.variableDefinitions ?? []) {
    mistakes.push(...mistakesIn(definition, operation));
    if (mistakes.length >= MAX_MISTAKES) break;
  }
  return mistakes.slice(0, MAX_MISTAKES);
}

/** Ends the coercion of a long list early: graphql-js would make an error for each of its items. */
class Enough extends Error {}

function mistakesIn(definition: VariableDefinitionNode, operation: Operation): readonly AlephError[] {
  const name = definition.variable.name.value;
  const type = typeFromAST(operation.schema, definition.type);
  const given = Object.hasOwn(operation.variables, name);
  if (!isInputType(type)) return [];
  const argument = argumentPathToVariable(operation.document, name);
  if (!given) {
    const isMissing = isNonNullType(type) && definition.defaultValue === undefined;
    return isMissing ? [badInput(argument, `$${name}: ${type} is required and was not provided.`)] : [];
  }
  const mistakes: AlephError[] = [];
  try {
    coerceInputValue(operation.variables[name], type, (path, _value, error) => {
      const rule = ruleOf(error, typeAt(type, path));
      mistakes.push(badInput([...argument, ...path], `${[`$${name}`, ...path].join('.')}: ${rule}`));
      if (mistakes.length === MAX_MISTAKES) throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return mistakes;
}

/** The message of a coercion error: our own scalars write theirs, for other types the expected type is named. */
export function ruleOf({ originalError }: GraphQLError, type: GraphQLInputType): string {
  return originalError instanceof AlephError ? originalError.message : expectationOf(type);
}
