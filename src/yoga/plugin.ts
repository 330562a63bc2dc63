import { type ExecutionArgs, type GraphQLError, specifiedRules, type ValidationRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Operation } from '../admission/coercion.ts';
import type { Limits } from '../admission/limits.ts';
import { createCompiledQueries } from '../execution/compiled-queries.ts';
import { outcomeOf } from '../execution/execution.ts';
import { isInParts } from '../execution/parts.ts';
import { createTelemetry } from '../observability/telemetry.ts';
import { rerunOf } from '../resolvers/context.ts';
import { createEndpoint, type Endpoint, type EndpointParts, nothingServed } from './endpoint.ts';
import { type FetchExchange, openFetchExchange } from './exchanges.ts';
import { createResponses, type Responses, type Result } from './responses.ts';

interface RequestEvent {
  readonly request: Request;
  readonly serverContext: object;
  readonly fetchAPI: { readonly Response: typeof Response };
}

/** The parts that the hooks share. */
interface Shared {
  readonly endpoint: Endpoint;
  readonly responses: Responses;
  /** The exchange of a request, by the context that Yoga hands to its hooks. */
  readonly exchanges: WeakMap<object, FetchExchange>;
  readonly open: (event: RequestEvent) => FetchExchange;
  /** Undefined where a plugin of the host might read results. */
  readonly write: Write | undefined;
}

/** Runs an operation as a compiled query, if it has one. Resolves with whether it did; the executor runs all others. */
type Write = (exchange: FetchExchange, operation: Operation) => (() => Promise<boolean>) | undefined;

export interface PluginParts extends EndpointParts {
  /** Whether no other plugin sees the operations. */
  readonly isAlone: boolean;
}

export interface Plugins {
  readonly first: Plugin;
  readonly last: Plugin;
  /** Runs a request. An error that Yoga does not catch, since a plugin of the host threw it, is answered as any other. */
  guard(context: object, run: (context: object) => Response | Promise<Response>): Promise<Response>;
}

/** The place where the exchange of a guarded request is left for `guard`. */
const HELD = Symbol('exchange');
interface Held {
  [HELD]?: { exchange?: FetchExchange };
}

/**
 * The rules of the server as a plugin of Yoga: nothing of them is written twice. A request passes onRequest (pages, CORS,
 * methods, media types) → the request parser (body, caller, admission) → Yoga's executor → the result processor. A
 * refused request never reaches the executor, nor any hook between. `last` refuses the paths that no plugin served.
 */
export function createPlugins(parts: PluginParts): Plugins {
  const { settings, log, upstream, drain } = parts;
  const responses = createResponses(settings.limits, log);
  const telemetry = createTelemetry({ log, metrics: undefined, tracing: undefined });
  const exchanges = new WeakMap<object, FetchExchange>();
  const open = ({ request, serverContext: context, fetchAPI }: RequestEvent): FetchExchange => {
    const incoming = { request, context: { ...context }, ResponseType: fetchAPI.Response };
    const exchange = openFetchExchange(incoming, { settings, telemetry, drain });
    exchanges.set(context, exchange);
    Object.assign((context as Held)[HELD] ?? {}, { exchange });
    return exchange;
  };
  const write = parts.isAlone ? createWriter(settings.limits) : undefined;
  const endpoint = createEndpoint(parts);
  const shared: Shared = { endpoint, responses, exchanges, open, write };
  const onDispose = async () => {
    await endpoint.close();
    await (await upstream).close();
  };
  const last: Plugin = {
    onRequest(event) {
      if (exchanges.has(event.serverContext)) return;
      event.endResponse(responses.failure(open(event), nothingServed(settings)));
    },
  };
  const first = { ...hooksOfRequests(shared), ...hooksOfOperations(shared), onDispose };
  return { first, last, guard: (context, run) => guard(responses, context, run) };
}

async function guard(responses: Responses, context: object, run: Parameters<Plugins['guard']>[1]): Promise<Response> {
  const held: NonNullable<Held[typeof HELD]> = {};
  try {
    return await run({ ...context, [HELD]: held });
  } catch (error) {
    const { exchange } = held;
    if (exchange === undefined || exchange.incoming.signal?.aborted) throw error;
    const response = responses.failure(exchange, error);
    exchange.close(response.status);
    return response;
  }
}

function hooksOfRequests({ endpoint, responses, exchanges, open }: Shared): Plugin {
  return {
    async onRequest(event) {
      const path = withoutSlash(event.url.pathname);
      if (!endpoint.covers(path)) return;
      const exchange = open(event);
      try {
        const page = await endpoint.pageInstead(exchange, path);
        if (page !== undefined) event.endResponse(responses.page(exchange, page));
      } catch (error) {
        event.endResponse(responses.failure(exchange, error));
      }
    },
    onRequestParse({ serverContext, setRequestParser }) {
      const exchange = exchanges.get(serverContext);
      if (exchange === undefined) return;
      setRequestParser((request) =>
        endpoint.admit(exchange, request).catch((error: unknown) => responses.failure(exchange, error)),
      );
    },
    onResultProcess({ serverContext, result, setResultProcessor }) {
      const exchange = exchanges.get(serverContext);
      if (exchange === undefined || Array.isArray(result)) return;
      if (isInParts(result)) {
        setResultProcessor(() => responses.parts(exchange, result), 'multipart/mixed');
        return;
      }
      setResultProcessor((processed) => responses.result(exchange, processed as Result), 'application/json');
    },
    onResponse({ serverContext, response }) {
      const exchange = exchanges.get(serverContext);
      if (exchange?.isStreaming !== true) exchange?.close(response.status);
    },
  };
}

/** Compiled queries write bytes: a result that no other plugin can read, and at a fraction of the cost. */
function createWriter(limits: Limits): Write {
  const compiledQueries = createCompiledQueries();
  return (exchange, operation) => {
    const query = compiledQueries.find(operation);
    return (
      query &&
      (async () => {
        const run = await outcomeOf(query, exchange, operation, limits);
        if (run !== undefined) exchange.run = run;
        return run !== undefined;
      })
    );
  };
}

const STANDS_FOR_BYTES = { data: {} };

/** The document is parsed, validated and measured when it comes to these. */
function hooksOfOperations({ responses, exchanges, write }: Shared): Plugin {
  return {
    onParse({ context, setParsedDocument }) {
      const operation = exchanges.get(context)?.operation;
      if (operation !== undefined) setParsedDocument(operation.document);
    },
    onValidate({ context, setValidationFn }) {
      if (exchanges.has(context)) setValidationFn(validateAddedRules);
    },
    onContextBuilding({ context, extendContext }) {
      extendContext({ ...exchanges.get(context)?.caller?.context } as object);
    },
    onExecute({ args, executeFn, setExecuteFn }) {
      const exchange = exchanges.get(args.contextValue);
      if (exchange?.operation === undefined) return undefined;
      args.variableValues = exchange.operation.variables;
      const writing = write?.(exchange, exchange.operation);
      if (writing !== undefined) {
        setExecuteFn(async (given: ExecutionArgs) => {
          if (await writing()) return STANDS_FOR_BYTES;
          Object.assign(given.contextValue as object, rerunOf(exchange.caller?.context));
          return executeFn(given);
        });
      }
      return {
        onExecuteDone({ result, setResult }) {
          if (!isInParts(result)) return setResult(responses.publicResult(exchange, result as Result) as typeof result);
          return { onNext: (part) => part.setResult(responses.publicResult(exchange, part.result)) };
        },
      };
    },
  };
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The rules of GraphQL hold already, so those that a plugin of the host added are left. */
const validateAddedRules: typeof validate = (schema, document, rules = [], options): readonly GraphQLError[] => {
  const added = rules.filter((rule: ValidationRule) => !specifiedRules.includes(rule));
  return added.length === 0 ? [] : validate(schema, document, added, options);
};
