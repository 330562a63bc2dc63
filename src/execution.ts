import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { admit, type Gate } from './admission.ts';
import { createCompiledOperations } from './compiled-operations.ts';
import type { GraphQLParameters } from './http/bodies.ts';
import type { Exchange } from './http/exchange.ts';
import type { Log } from './log.ts';
import { type Reply, replyTo } from './results.ts';

/**
 * Admits operations and runs them through Yoga's plugins and executor. Requests and replies do not pass through Yoga's
 * own HTTP layer: the front has read and judged them, and writes what comes out here.
 */
export function createExecution(gate: Gate, log: Log) {
  const yoga = createYoga<Exchange>({
    schema: gate.schema,
    context: ({ caller }) => ({ ...caller?.context }),
    plugins: [useCompiledOperations(gate.schema)],
    parserAndValidationCache: false,
    maskedErrors: false,
    graphiql: false,
    logging: false,
  });
  return async (exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> => {
    const { schema, document, variables } = await admit(gate, exchange, parameters);
    const { execute, contextFactory } = yoga.getEnveloped(exchange);
    const result: ExecutionResult = await execute({
      schema,
      document,
      contextValue: await contextFactory(),
      variableValues: variables,
      operationName: parameters.operationName,
    });
    return replyTo(result, exchange, log);
  };
}

function useCompiledOperations(schema: GraphQLSchema): Plugin {
  const operations = createCompiledOperations(schema);
  return {
    onExecute({ args: { document, operationName }, setExecuteFn }) {
      const run = operations.find(document, operationName);
      if (run === undefined) return;
      setExecuteFn(({ contextValue, variableValues }) => run(undefined, contextValue, variableValues));
    },
  };
}
