import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Operation } from '../admission/coercion.ts';
import { fragmentsOf } from '../admission/fragments.ts';
import type { CountReply } from '../admission/reply-size.ts';
import { type Compilation, compileRoot, type KeptLists } from './compiler.ts';
import { LeftToExecutor, OutputBuffer, type Write } from './output.ts';

/**
 * Runs one query and writes its data as JSON. Rejects with a RequestError when the reply is too long. Any other
 * rejection means that Yoga has to run the operation, because only its executor reports errors of fields.
 */
export type CompiledQuery = (
  context: unknown,
  variables: Operation['variables'],
  count: CountReply,
) => Promise<readonly Buffer[]>;

/**
 * An executor of GraphQL decides the same things for every object: the fields selected, their resolvers, their types. A
 * compiled query decides them once per document. It is a tree of closures that call resolvers and write JSON, so no
 * result tree is built and serialized afterwards. It depends on the document and on the variables of @skip and
 * @include, never on the caller, so all callers share it. It writes only successful replies: when a field fails, Yoga
 * runs the operation again and reports the errors. That second run makes no calls, because the request remembers its
 * reads.
 */
export interface CompiledQueries {
  /** Undefined where only Yoga can run the operation: mutations, subscriptions, introspection, replies in parts. */
  find(operation: Operation): CompiledQuery | undefined;
}

interface Kept {
  /** Names of the variables in @skip and @include. */
  readonly conditions: readonly string[];
  /** The names and values of these variables when the query was compiled. */
  readonly choices: string;
  readonly compiledQuery: CompiledQuery | undefined;
}

export function createCompiledQueries(): CompiledQueries {
  // Weak: a compiled query goes when the documents cache drops its document.
  const compiledQueries = new WeakMap<OperationDefinitionNode, Kept>();
  const keptLists: KeptLists = new WeakMap();

  return {
    find(operation) {
      const { definition, document, variables, isInParts } = operation;
      if (definition.operation !== 'query' || isInParts) return undefined;
      const known = compiledQueries.get(definition);
      const conditions = known?.conditions ?? conditionsIn(document);
      // `conditions` covers all operations of the document. The same name may be a long string in this one, so only
      // booleans count.
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

/** Names of the variables in @skip and @include. */
function conditionsIn(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
