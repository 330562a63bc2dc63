import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Operation } from './coercion.ts';
import { type Draft, type Text, type Write, writerOfRoot } from './writers.ts';

/** Runs one query and writes its data as JSON text. Fails for any error: then GraphQL's executor has to tell of it. */
export type Plan = (context: unknown, variables: Operation['variables']) => Text;

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
  readonly fields: number;
}

/** About half a kilobyte each. */
const MAX_FIELDS_KEPT = 20_000;

export function createPlans(): Plans {
  const plans = new LRUCache<OperationDefinitionNode, Kept>({
    maxSize: MAX_FIELDS_KEPT,
    sizeCalculation: ({ fields }) => fields + 1,
  });

  return {
    find(operation) {
      const { definition, document, variables } = operation;
      if (definition.operation !== 'query') return undefined;
      const known = plans.get(definition);
      const conditions = known?.conditions ?? conditionsIn(document);
      const chosen = conditions.map((name) => [name, variables[name]]);
      const choices = chosen.join();
      if (known?.choices === choices) return known.plan;
      const made = { conditions, choices, ...draft(operation, Object.fromEntries(chosen)) };
      plans.set(definition, made);
      return made.plan;
    },
  };
}

function draft({ schema, document, definition }: Operation, conditions: Draft['conditions']) {
  let fields = 0;
  const noteField = () => {
    fields += 1;
  };
  const queryType = schema.getQueryType();
  if (queryType == null) return { plan: undefined, fields };
  try {
    const fragments = fragmentsIn(document);
    const write = writerOfRoot({ schema, fragments, conditions, noteField }, queryType, definition.selectionSet);
    return { plan: planned(write), fields };
  } catch {
    return { plan: undefined, fields };
  }
}

function planned(write: Write): Plan {
  return (context, variables) => write(undefined, { context, variables, argumentsOf: new Map() });
}

function fragmentsIn({ definitions }: DocumentNode): Readonly<Record<string, FragmentDefinitionNode>> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
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
