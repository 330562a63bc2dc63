import type { ExecutionResult } from 'graphql';
import type { createYoga } from 'graphql-yoga';
import { type Admission, admit } from '../admission/admission.ts';
import type { Operation } from '../admission/coercion.ts';
import type { Limits } from '../admission/limits.ts';
import { countReply } from '../admission/reply-size.ts';
import { RequestError } from '../exchange/errors.ts';
import { type Exchange, noteDefinitionOn } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { type Reply, replyTo } from '../exchange/reply.ts';
import { rerunOf } from '../resolvers/context.ts';
import { noteWrite } from './audit.ts';
import { type CompiledQuery, createCompiledQueries } from './compiled-queries.ts';
import { jsonOf, outcomeOfMutation, type Run } from './outcomes.ts';
import { isInParts, type Part, replyInParts } from './parts.ts';

/**
 * Admits operations and runs them. A compiled query runs first. Yoga's executor runs operations that have none, and
 * operations in which a field failed. Yoga's HTTP layer is not used: the front reads requests and sends replies.
 */
export function createExecution(admission: Admission, log: Log) {
  const compiledQueries = createCompiledQueries();
  const executeByYoga = createYogaExecutor(admission);
  const { limits } = admission;

  async function run(exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> {
    const { caller, checkKind } = exchange;
    const noteDefinition = noteDefinitionOn(exchange);
    const takesParts = exchange.takesParts !== undefined;
    const operation = await admit(admission, { parameters, caller, noteDefinition, checkKind, takesParts });
    const compiledQuery = compiledQueries.find(operation);
    const compiled = compiledQuery && (await outcomeOf(compiledQuery, exchange, operation, limits));
    const ran = compiled ?? (await executeByYoga(exchange, operation));
    if (isInParts(ran)) return replyInParts(ran, { exchange, log, limits });
    return replyTo(ran.outcome, { exchange, log, count: ran.count });
  }

  return async (exchange: Exchange, parameters: GraphQLParameters): Promise<Reply> => {
    try {
      const reply = await run(exchange, parameters);
      noteWrite(exchange, log);
      return reply;
    } catch (error) {
      noteWrite(exchange, log, error);
      throw error;
    }
  };
}

/**
 * Undefined when a field failed. A second run costs no call, because a request remembers its reads, failed ones too.
 */
export async function outcomeOf(
  compiledQuery: CompiledQuery,
  { caller }: Pick<Exchange, 'caller'>,
  { variables }: Operation,
  limits: Limits,
): Promise<Run | undefined> {
  const count = countReply(limits);
  try {
    return { outcome: { data: await compiledQuery(caller?.context, variables, count) }, count };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    return undefined;
  }
}

/**
 * Yoga is loaded with the first operation that needs it. Loaded at the start, it would be a sixth of an idle server's
 * memory.
 */
function createYogaExecutor({ schema, limits }: Admission) {
  let loading: Promise<ReturnType<typeof createYoga<Exchange>>> | undefined;

  async function load() {
    const { createYoga } = await import('graphql-yoga');
    return createYoga<Exchange>({
      schema,
      context: ({ caller }) => ({ ...rerunOf(caller?.context) }),
      parserAndValidationCache: false,
      maskedErrors: false,
      graphiql: false,
      logging: false,
    });
  }

  return async (
    exchange: Exchange,
    { document, definition, variables }: Operation,
  ): Promise<Run | AsyncIterable<Part>> => {
    loading ??= load();
    const { execute, contextFactory } = (await loading).getEnveloped(exchange);
    const result: ExecutionResult | AsyncIterable<Part> = await execute({
      schema,
      document,
      contextValue: await contextFactory(),
      variableValues: variables,
      operationName: definition.name?.value,
    });
    if (isInParts(result)) return result;
    const { data, errors } = result;
    if (definition.operation === 'mutation') return outcomeOfMutation(data, errors, limits);
    const count = countReply(limits);
    return { outcome: { data: data === undefined ? undefined : jsonOf(data, count), errors }, count };
  };
}
