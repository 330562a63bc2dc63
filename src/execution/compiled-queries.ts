import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Operation } from '../admission/coercion.ts';
import { fragmentsOf } from '../admission/fragments.ts';
import type { CountReply } from '../admission/reply-size.ts';
import { type Draft, type KeptLists, writerOfRoot } from './compiler.ts';
import { Sheet, Unwritable, type Write } from './output.ts';

/**
 * Runs one query and writes its data as JSON. Fails with a Refusal for a reply that is too long, and for any other error:
 * then GraphQL's executor has to tell of it.
 */
export type Plan = (
  context: unknown,
  variables: Operation['variables'],
  count: CountReply,
) => Promise<readonly Buffer[]>;

/**
 * What each query needs, put together once and kept: it depends on the document, and on the variables that leave fields
 * out, never on who asks.
 */
export interface Plans {
  /** Undefined for what only GraphQL's executor can run: anything but a query, and questions about the schema. */
  find(operation: Operation): Plan | undefined;
}

interface Kept {
  readonly conditions: readonly string[];
  /** The values that the conditions had. */
  readonly choices: string;
  readonly plan: Plan | undefined;
}

export function createPlans(): Plans {
  // A document that is forgotten takes its plans with it.
  const plans = new WeakMap<OperationDefinitionNode, Kept>();
  const keptLists: KeptLists = new WeakMap();

  return {
    find(operation) {
      const { definition, document, variables } = operation;
      if (definition.operation !== 'query') return undefined;
      const known = plans.get(definition);
      const conditions = known?.conditions ?? conditionsIn(document);
      // Another operation's condition may have the name of a variable here that is anything, and of any length.
      const isCondition = (name: string) => typeof variables[name] === 'boolean';
      const chosen = conditions.filter(isCondition).map((name) => [name, variables[name]]);
      const choices = chosen.join();
      if (known?.choices === choices) return known.plan;
      const plan = draft(operation, { conditions: Object.fromEntries(chosen), keptLists });
      plans.set(definition, { conditions, choices, plan });
      return plan;
    },
  };
}

type Rest = Pick<Draft, 'conditions' | 'keptLists'>;

function draft({ schema, document, definition }: Operation, rest: Rest): Plan | undefined {
  const queryType = schema.getQueryType();
  if (queryType == null) return undefined;
  try {
    const draft = { ...rest, schema, fragments: Object.fromEntries(fragmentsOf(document)) };
    return planned(writerOfRoot(draft, queryType, definition.selectionSet));
  } catch (error) {
    if (!(error instanceof Unwritable || error instanceof GraphQLError)) throw error;
    return undefined;
  }
}

function planned(write: Write): Plan {
  return async (context, variables, count) => {
    const sheet = new Sheet({ context, variables, argumentsOf: new Map(), count });
    await sheet.fill(undefined, write);
    return sheet.buffers();
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
