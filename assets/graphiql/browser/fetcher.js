import { describeFailure, describeProblems } from './problem.js';

/**
 * @typedef {object} FetcherOptions
 * @property {string} endpoint
 * @property {boolean} [hasSession] whether cookies of this site go along
 * @property {Pick<import('./credentials.js').Credentials, 'headers' | 'fold'>} credentials
 * @property {Pick<import('./outcome.js').Outcome, 'begin'>} outcome
 * @property {unknown[]} [sandbox] the callers of the sandbox; absent or empty in front of Aleph itself
 *
 * @typedef {{ query: string, variables?: unknown, operationName?: string | null }} Operation
 */

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9, text/event-stream;q=0.8';

/**
 * GraphiQL's way to the server. Introspection goes without credentials, since it needs none; every operation carries
 * them and asks for a receipt. Leaving the result early aborts the request.
 *
 * @param {FetcherOptions} options
 */
export function createFetcher({ endpoint, hasSession = false, credentials, outcome, sandbox = [] }) {
  const isSandbox = sandbox.length > 0;
  const site = { endpoint, cookies: /** @type {RequestCredentials} */ (hasSession ? 'same-origin' : 'omit') };
  return (/** @type {Operation} */ operation) => {
    if (operation.operationName === 'IntrospectionQuery') return introspect(site, operation);

    const controller = new AbortController();
    const results = run(operation, outcome.begin(), controller.signal);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => results.next(),
        return: () => {
          controller.abort();
          return results.return(undefined);
        },
      }),
    };
  };

  /**
   * @param {Operation} operation
   * @param {import('./outcome.js').Run} shown
   * @param {AbortSignal} signal
   */
  async function* run(operation, shown, signal) {
    try {
      const headers = { ...credentials.headers(), 'X-Aleph-Receipt': '1' };
      const response = await post(site, withKnownName(operation), { headers, signal });
      for await (const result of readResults(response)) {
        shown.show(result, describeProblems(result, { isSandbox }));
        if (result['data']) credentials.fold();
        yield result;
      }
    } catch (error) {
      if (signal.aborted) {
        shown.stop();
        return;
      }
      const problem = describeFailure(error);
      shown.fail(problem);
      yield { errors: [{ message: problem.message, extensions: { code: problem.code } }] };
    }
  }
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
