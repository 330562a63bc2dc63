import {
  coerceInputValue,
  type DocumentNode,
  type GraphQLSchema,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { AlephError, badInput } from './aleph/errors.ts';
import { argumentPathTo } from './argument-paths.ts';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_MISTAKES = 20;

/**
 * What does not fit among the variables, with the argument each was meant for. The library's own messages repeat the
 * value, which may be a secret in the wrong place, so they are written anew.
 */
export function variableMistakes(operation: Operation): readonly AlephError[] {
  return (operation.definition.variableDefinitions ?? [])
    .flatMap((definition) => {
      const { name } = definition.variable;
      const type = typeFromAST(operation.schema, definition.type);
      if (!isInputType(type)) return [];
      const argument = argumentPathTo(
        operation.document,
        (node) => node.kind === Kind.VARIABLE && node.name.value === name.value,
      );
      const mistakes: AlephError[] = [];
      const given = Object.hasOwn(operation.variables, name.value);
      if (!given && definition.defaultValue !== undefined) return [];
      coerceInputValue(given ? operation.variables[name.value] : undefined, type, (path, _value, error) => {
        const own = error.originalError ?? error;
        const rule = own instanceof AlephError ? own.message : `expected ${type}, and nothing else.`;
        mistakes.push(badInput([...argument, ...path], `${[`$${name.value}`, ...path].join('.')}: ${rule}`));
      });
      return mistakes;
    })
    .slice(0, MAX_MISTAKES);
}
