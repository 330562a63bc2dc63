import { getOperationAST } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { admit, type Gate } from './admission.ts';
import type { GraphQLParameters } from './http/bodies.ts';
import type { Exchange } from './http/exchange.ts';
import { JsonText } from './json-text.ts';
import type { Log } from './log.ts';
import { createPlans, type Plan } from './plans.ts';
import { type Outcome, type Reply, replyTo } from './results.ts';

/**
 * Admits operations and runs them through Yoga's plugins and executor. Requests and replies do not pass through Yoga's
 * own HTTP layer: the front has read and judged them, and writes what comes out here.
 */
export function createExecution(gate: Gate, log: Log) {
  const yoga = createYoga<Exchange>({
    schema: gate.schema,
    context: ({ caller }) => ({ ...caller?.context }),
    plugins: [usePlans()],
    parserAndValidationCache: false,
    maskedErrors: false,
    graphiql: false,
    logging: false,
  });
  return async (exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> => {
    const { schema, document, variables } = await admit(gate, exchange, parameters);
    const { execute, contextFactory } = yoga.getEnveloped(exchange);
    const result: Outcome = await execute({
      schema,
      document,
      contextValue: await contextFactory(),
      variableValues: variables,
      operationName: parameters.operationName,
    });
    return replyTo(result, exchange, log);
  };
}

/** Writes what queries ask for as text, and leaves to GraphQL's executor what that cannot do, and what fails. */
function usePlans(): Plugin {
  const plans = createPlans();
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { schema, document, operationName, contextValue, variableValues: variables } = args;
      const definition = getOperationAST(document, operationName);
      const plan = definition && plans.find({ schema, document, definition, variables });
      if (plan == null) return;
      setExecuteFn(async (asked) => (await written(plan, contextValue, variables)) ?? executeFn(asked));
    },
  };
}

/** Undefined when anything failed. To run it once more costs no call: a request remembers its reads, failed ones too. */
async function written(plan: Plan, context: unknown, variables: Parameters<Plan>[1]): Promise<Outcome | undefined> {
  try {
    return { data: new JsonText(await plan(context, variables)) };
  } catch {
    return undefined;
  }
}
