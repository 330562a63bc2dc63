import type { createYoga } from 'graphql-yoga';
import { admit, type Gate } from '../admission/admission.ts';
import type { Operation } from '../admission/coercion.ts';
import { Refusal } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { type Outcome, type Reply, replyTo } from '../exchange/reply.ts';
import { createPlans, type Plan } from './compiled-queries.ts';

/**
 * Admits operations and runs them: queries by plans that write their data as JSON, and by Yoga what those leave to it.
 * Requests and replies do not pass through Yoga's own HTTP layer: the front has read and judged them, and writes what
 * comes out here.
 */
export function createExecution(gate: Gate, log: Log) {
  const plans = createPlans(gate.limits);
  const executeByYoga = createYogaExecutor(gate);
  return async (exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> => {
    const operation = await admit(gate, exchange, parameters);
    const plan = plans.find(operation);
    const outcome = (plan && (await written(plan, exchange, operation))) ?? (await executeByYoga(exchange, operation));
    return replyTo(outcome, exchange, log);
  };
}

/** Undefined when any field failed. To run it once more costs no call: a request remembers its reads, failed ones too. */
async function written(plan: Plan, { caller }: Exchange, { variables }: Operation): Promise<Outcome | undefined> {
  try {
    return { written: await plan(caller?.context, variables) };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return undefined;
  }
}

/** Yoga is loaded with the first operation that needs it: it is a sixth of an idle server's memory. */
function createYogaExecutor({ schema }: Gate) {
  let loading: Promise<ReturnType<typeof createYoga<Exchange>>> | undefined;

  async function load() {
    const { createYoga } = await import('graphql-yoga');
    return createYoga<Exchange>({
      schema,
      context: ({ caller }) => ({ ...caller?.context }),
      parserAndValidationCache: false,
      maskedErrors: false,
      graphiql: false,
      logging: false,
    });
  }

  return async (exchange: Exchange, { document, definition, variables }: Operation): Promise<Outcome> => {
    loading ??= load();
    const { execute, contextFactory } = (await loading).getEnveloped(exchange);
    return execute({
      schema,
      document,
      contextValue: await contextFactory(),
      variableValues: variables,
      operationName: definition.name?.value,
    });
  };
}
