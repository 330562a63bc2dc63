import { describeFailure, describeProblem } from './problem.js';

/**
 * @typedef {object} FetcherOptions
 * @property {string} endpoint
 * @property {boolean} [hasSession] whether cookies of this site go along
 * @property {Pick<import('./credentials.js').Credentials, 'headers'>} credentials
 * @property {Pick<import('./outcome.js').Outcomes, 'begin'>} outcomes
 * @property {boolean} [isSandbox]
 * @property {(operation: Operation, result: any) => void} [onResult]
 *
 * @typedef {{ query: string, variables?: unknown, operationName?: string | null }} Operation
 */

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9, text/event-stream;q=0.8';

/**
 * GraphiQL's way to the server. Introspection goes without credentials, since it needs none; every operation carries
 * them and asks for a receipt. To stop a run aborts its request. To open another tab does not: the run goes on for its
 * own tab, and GraphiQL, which would write the answer into the tab that is open, gets no more of it.
 *
 * @param {FetcherOptions} options
 */
export function createFetcher({ endpoint, hasSession = false, credentials, outcomes, isSandbox, onResult = () => {} }) {
  const site = { endpoint, cookies: /** @type {RequestCredentials} */ (hasSession ? 'same-origin' : 'omit') };
  return (/** @type {Operation} */ operation) => {
    if (operation.operationName === 'IntrospectionQuery') return introspect(site, operation);

    const controller = new AbortController();
    const run = outcomes.begin(controller);
    const results = perform(operation, run, controller.signal);
    let isLeft = false;
    const left = run.left.then(async () => {
      isLeft = true;
      drain(results);
      return END;
    });
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.race([left, results.next()]),
        return: async () => {
          // GraphiQL stops a run just before it opens another tab.
          await Promise.resolve().then(() => {});
          if (!isLeft) controller.abort();
          return END;
        },
      }),
    };
  };

  /**
   * @param {Operation} operation
   * @param {import('./outcome.js').Run} run
   * @param {AbortSignal} signal
   */
  async function* perform(operation, run, signal) {
    const startedAt = performance.now();
    run.start();
    try {
      const headers = { ...credentials.headers(), 'X-Aleph-Receipt': '1' };
      const response = await post(site, withKnownName(operation), { headers, signal });
      for await (const result of readResults(response)) {
        const ms = performance.now() - startedAt;
        const exchange = { status: response.status, ms, headers: [...response.headers] };
        run.show(result, exchange, describeProblem(result, isSandbox));
        run.keep(result);
        onResult(operation, result);
        yield result;
      }
    } catch (error) {
      if (signal.aborted) {
        run.stop();
        return;
      }
      const problem = describeFailure(error);
      const result = { errors: problem.errors.map(({ code, message }) => ({ message, extensions: { code } })) };
      run.fail(problem);
      run.keep(result);
      yield result;
    }
  }
}

/** @type {{ done: true, value: undefined }} */
const END = { done: true, value: undefined };

async function drain(/** @type {AsyncGenerator<unknown>} */ results) {
  for await (const _ of results);
}

/**
 * Just after a change of tab GraphiQL still names the operation of the tab before: leave out a name the query lacks.
 *
 * @param {Operation} operation
 */
function withKnownName({ operationName, ...rest }) {
  const name = new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`);
  return operationName && name.test(rest.query) ? { operationName, ...rest } : rest;
}

/** @typedef {{ endpoint: string, cookies: RequestCredentials }} Site */

/**
 * @param {Site} site
 * @param {Operation} operation
 */
async function introspect(site, operation) {
  const response = await post(site, operation, {});
  return response.json();
}

/**
 * Browsers let no other site send the header of the preflight. A server that guards its session asks for it.
 *
 * @param {Site} site
 * @param {Operation} operation
 * @param {{ headers?: Record<string, string>, signal?: AbortSignal }} options
 */
function post({ endpoint, cookies }, operation, { headers, signal }) {
  return fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', Accept: ACCEPT, 'GraphQL-Require-Preflight': '1' },
    body: JSON.stringify(operation),
    credentials: cookies,
    ...(signal && { signal }),
  });
}

/**
 * One JSON result, or those of an event stream (subscriptions, @defer).
 *
 * @param {Response} response
 * @returns {AsyncGenerator<Record<string, unknown>>}
 */
async function* readResults(response) {
  const type = response.headers.get('Content-Type') ?? '';
  if (type.startsWith('text/event-stream')) {
    yield* readEvents(response);
  } else if (type.includes('json')) {
    yield await response.json();
  } else {
    throw new Error(`The server answered HTTP ${response.status} without JSON.`);
  }
}

/**
 * The `next` events of GraphQL over SSE, until the stream or the operation ends.
 *
 * @param {Response} response
 */
async function* readEvents(response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    const events = (pending + chunk.value).split(/\r?\n\r?\n/);
    pending = events.pop() ?? '';
    for (const event of events) {
      const data = event.match(/^data: ?(.*)$/m)?.[1];
      if (/^event: ?complete$/m.test(event)) return;
      if (data) yield JSON.parse(data);
    }
  }
}
