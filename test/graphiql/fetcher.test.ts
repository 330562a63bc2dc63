import { afterEach, describe, expect, test, vi } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

type Results = AsyncIterable<unknown> & PromiseLike<unknown>;
interface Outcome {
  begin(): { stop(): void; show(result: unknown, problems: unknown[]): void; fail(problem: unknown): void };
}
const { createFetcher } = await importBrowserModule<{
  createFetcher(options: {
    endpoint: string;
    credentials: { headers(): Record<string, string>; fold(): void };
    outcome: Outcome;
  }): (operation: { query: string; operationName?: string }) => Results;
}>('fetcher.js');

function fetcherWith(reply: (init: RequestInit) => Promise<Response>) {
  const requests: RequestInit[] = [];
  vi.stubGlobal('fetch', (_endpoint: string, init: RequestInit) => {
    requests.push(init);
    return reply(init);
  });
  const run = { stop: vi.fn(), show: vi.fn(), fail: vi.fn() };
  const outcome = { begin: vi.fn(() => run) };
  const credentials = { headers: () => ({ Authorization: 'Bearer t' }), fold: vi.fn() };
  return {
    requests,
    outcome,
    run,
    fetcher: createFetcher({ endpoint: '/graphql', credentials, outcome }),
  };
}

async function all(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const result of results) found.push(result);
  return found;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the fetcher given to GraphiQL', () => {
  test('sends an operation with credentials and asks for a receipt', async () => {
    const { fetcher, requests, run } = fetcherWith(async () => Response.json({ data: {} }));
    const results = await all(fetcher({ query: 'query A { a }', operationName: 'A' }));

    expect(results).toEqual([{ data: {} }]);
    expect(requests[0]?.headers).toMatchObject({
      Authorization: 'Bearer t',
      'X-Aleph-Receipt': '1',
    });
    expect(run.show).toHaveBeenCalledWith({ data: {} }, []);
  });

  test('introspects without credentials', async () => {
    const { fetcher, requests, outcome } = fetcherWith(async () => Response.json({ data: {} }));
    await fetcher({ query: 'query IntrospectionQuery { a }', operationName: 'IntrospectionQuery' });

    expect(requests[0]?.headers).not.toHaveProperty('Authorization');
    expect(outcome.begin).not.toHaveBeenCalled();
  });

  test('leaves out the name of an operation that the query does not hold', async () => {
    const { fetcher, requests } = fetcherWith(async () => Response.json({ data: {} }));
    await all(fetcher({ query: 'query B { b }', operationName: 'A' }));

    expect(JSON.parse(String(requests[0]?.body))).toEqual({ query: 'query B { b }' });
  });

  test('hands on every event of a stream until it completes', async () => {
    const stream = 'event: next\ndata: {"data":1}\n\n:\n\nevent: next\ndata: {"data":2}\n\nevent: complete\ndata:\n\n';
    const { fetcher } = fetcherWith(
      async () => new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } }),
    );

    expect(await all(fetcher({ query: 'subscription S { s }' }))).toEqual([{ data: 1 }, { data: 2 }]);
  });

  test('shows a server that does not answer as a problem', async () => {
    const { fetcher, run } = fetcherWith(async () => {
      throw new TypeError('Failed to fetch');
    });

    expect(await all(fetcher({ query: '{ a }' }))).toEqual([
      { errors: [{ message: 'The server gave no answer.', extensions: { code: 'NOT_ANSWERED' } }] },
    ]);
    expect(run.fail).toHaveBeenCalledWith(expect.objectContaining({ message: 'The server gave no answer.' }));
  });

  test('aborts the request when the result is left early', async () => {
    const { fetcher, run } = fetcherWith(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const results = fetcher({ query: '{ a }' })[Symbol.asyncIterator]();
    const first = results.next();
    await results.return?.();

    expect(await first).toEqual({ done: true, value: undefined });
    expect(run.stop).toHaveBeenCalled();
    expect(run.fail).not.toHaveBeenCalled();
  });
});
