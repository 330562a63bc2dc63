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
}

const MAX_MISTAKES = 20;

/** The operation with its variables as their types have them, defaults filled in. Throws Refusals. */
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
 * A variable that has a default may stand where null is not allowed. When null is sent for it all the same, GraphQL finds
 * out as late as in the field, with an error of no kind.
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
 * What does not fit among the variables, with the argument each was meant for; at most twenty. The library's own
 * messages repeat the value, which may be a secret in the wrong place, so they are written anew.
 */
export function variableMistakes(operation: Operation): readonly AlephError[] {
  const mistakes: AlephError[] = [];
  for (const definition of operation.definition.variableDefinitions ?? []) {
    mistakes.push(...mistakesIn(definition, operation));
    if (mistakes.length >= MAX_MISTAKES) break;
  }
  return mistakes.slice(0, MAX_MISTAKES);
}

/** Ends the coercion of a long list, which would make an error for each of its items. */
class Enough extends Error {}

function mistakesIn(definition: VariableDefinitionNode, operation: Operation): readonly AlephError[] {
  const name = definition.variable.name.value;
  const type = typeFromAST(operation.schema, definition.type);
  const given = Object.hasOwn(operation.variables, name);
  if (!isInputType(type) || (!given && definition.defaultValue !== undefined)) return [];
  const argument = argumentPathToVariable(operation.document, name);
  const mistakes: AlephError[] = [];
  try {
    coerceInputValue(given ? operation.variables[name] : undefined, type, (path, _value, error) => {
      const rule = ruleOf(error, typeAt(type, path));
      mistakes.push(badInput([...argument, ...path], `${[`$${name}`, ...path].join('.')}: ${rule}`));
      if (mistakes.length === MAX_MISTAKES) throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return mistakes;
}

/** Our own scalars say what they take; for the others the type does. */
export function ruleOf({ originalError }: GraphQLError, type: GraphQLInputType): string {
  return originalError instanceof AlephError ? originalError.message : expectationOf(type);
}
