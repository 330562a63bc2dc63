import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Operation } from '../admission/coercion.ts';
import { fragmentsOf } from '../admission/fragments.ts';
import type { CountReply } from '../admission/reply-size.ts';
import { type Compilation, compileRoot, type KeptLists } from './compiler.ts';
import { LeftToExecutor, OutputBuffer, type Write } from './output.ts';

/**
 * Runs one query and writes its data as JSON. Fails with a Refusal for a reply that is too long, and for any other error:
 * then GraphQL's executor has to tell of it.
 */
export type CompiledQuery = (
  context: unknown,
  variables: Operation['variables'],
  count: CountReply,
) => Promise<readonly Buffer[]>;

/**
 * What each query needs, put together once and kept: it depends on the document, and on the variables that leave fields
 * out, never on who asks.
 */
export interface CompiledQueries {
  /** Undefined for what only GraphQL's executor can run: anything but a query, and questions about the schema. */
  find(operation: Operation): CompiledQuery | undefined;
}

interface Kept {
  readonly conditions: readonly string[];
  /** The values that the conditions had. */
  readonly choices: string;
  readonly compiledQuery: CompiledQuery | undefined;
}

export function createCompiledQueries(): CompiledQueries {
  // A document that is forgotten takes its plans with it.
  const compiledQueries = new WeakMap<OperationDefinitionNode, Kept>();
  const keptLists: KeptLists = new WeakMap();

  return {
    find(operation) {
      const { definition, document, variables } = operation;
      if (definition.operation !== 'query') return undefined;
      const known = compiledQueries.get(definition);
      const conditions = known?.conditions ?? conditionsIn(document);
      // Another operation's condition may have the name of a variable here that is anything, and of any length.
      const isCondition = (name: string) => typeof variables[name] === 'boolean';
      const chosen = conditions.filter(isCondition).map((name) => [name, variables[name]]);
      const choices = chosen.join();
      if (known?.choices === choices) return known.compiledQuery;
      const compiledQuery = compile(operation, { conditions: Object.fromEntries(chosen), keptLists });
      compiledQueries.set(definition, { conditions, choices, compiledQuery });
      return compiledQuery;
    },
  };
}

type Rest = Pick<Compilation, 'conditions' | 'keptLists'>;

function compile({ schema, document, definition }: Operation, rest: Rest): CompiledQuery | undefined {
  const queryType = schema.getQueryType();
  if (queryType == null) return undefined;
  try {
    const compilation = { ...rest, schema, fragments: Object.fromEntries(fragmentsOf(document)) };
    return queryOf(compileRoot(compilation, queryType, definition.selectionSet));
  } catch (error) {
    if (!(error instanceof LeftToExecutor || error instanceof GraphQLError)) throw error;
    return undefined;
  }
}

function queryOf(write: Write): CompiledQuery {
  return async (context, variables, count) => {
    const output = new OutputBuffer({ context, variables, argumentsOf: new Map(), count });
    await output.fill(undefined, write);
    return output.buffers();
  };
}

/** The variables that @skip and @include look at. */
function conditionsIn(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
