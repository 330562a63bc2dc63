import { afterEach, describe, expect, test, vi } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

type Results = AsyncIterable<unknown> & PromiseLike<unknown>;
interface Run {
  readonly left: Promise<unknown>;
  start(): void;
  stop(): void;
  fail(problem: unknown): void;
  keep(result: unknown): void;
  show(result: unknown, exchange: unknown, problem?: unknown): void;
}
const { createFetcher } = await importBrowserModule<{
  createFetcher(options: {
    endpoint: string;
    credentials: { headers(): Record<string, string> };
    outcomes: { begin(controller: AbortController): Run };
  }): (operation: { query: string; operationName?: string }) => Results;
}>('fetcher.js');

function fetcherWith(reply: (init: RequestInit) => Promise<Response>) {
  const requests: RequestInit[] = [];
  vi.stubGlobal('fetch', (_endpoint: string, init: RequestInit) => {
    requests.push(init);
    return reply(init);
  });
  let leave = (_: unknown): void => undefined;
  const left = new Promise((resolve) => {
    leave = resolve;
  });
  const outcome = { left, start: vi.fn(), stop: vi.fn(), fail: vi.fn(), keep: vi.fn(), show: vi.fn() };
  const credentials = { headers: () => ({ Authorization: 'Bearer t' }) };
  return {
    requests,
    outcome,
    leave: () => leave(undefined),
    fetcher: createFetcher({ endpoint: '/graphql', credentials, outcomes: { begin: () => outcome } }),
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
    const { fetcher, requests, outcome } = fetcherWith(async () => Response.json({ data: {} }));
    const results = await all(fetcher({ query: 'query A { a }', operationName: 'A' }));

    expect(results).toEqual([{ data: {} }]);
    expect(requests[0]?.headers).toMatchObject({
      Authorization: 'Bearer t',
      'X-Aleph-Receipt': '1',
    });
    expect(outcome.show).toHaveBeenCalledWith(
      { data: {} },
      { status: 200, ms: expect.any(Number), headers: [['content-type', 'application/json']] },
      undefined,
    );
  });

  test('introspects without credentials', async () => {
    const { fetcher, requests } = fetcherWith(async () => Response.json({ data: {} }));
    await fetcher({ query: 'query IntrospectionQuery { a }', operationName: 'IntrospectionQuery' });

    expect(requests[0]?.headers).not.toHaveProperty('Authorization');
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
    const { fetcher, outcome } = fetcherWith(async () => {
      throw new TypeError('Failed to fetch');
    });

    expect(await all(fetcher({ query: '{ a }' }))).toEqual([
      { errors: [{ message: 'The server gave no answer.', extensions: { code: 'NOT_ANSWERED' } }] },
    ]);
    expect(outcome.fail).toHaveBeenCalledWith(
      expect.objectContaining({ errors: [{ code: 'NOT_ANSWERED', message: 'The server gave no answer.', count: 1 }] }),
    );
  });

  test('lets a run go on for its own tab when another tab is opened, and gives GraphiQL no more of it', async () => {
    let answer = (_: Response): void => undefined;
    const answered = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const { fetcher, outcome, leave, requests } = fetcherWith(() => answered);
    const results = fetcher({ query: '{ a }' })[Symbol.asyncIterator]();
    const first = results.next();
    leave();
    await results.return?.();
    answer(Response.json({ data: { a: 1 } }));

    expect(await first).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(outcome.keep).toHaveBeenCalledWith({ data: { a: 1 } }));
    expect(requests[0]?.signal?.aborted).toBe(false);
    expect(outcome.stop).not.toHaveBeenCalled();
  });

  test('aborts the request when the result is left early', async () => {
    const { fetcher, outcome } = fetcherWith(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const results = fetcher({ query: '{ a }' })[Symbol.asyncIterator]();
    const first = results.next();
    await results.return?.();

    expect(await first).toEqual({ done: true, value: undefined });
    expect(outcome.stop).toHaveBeenCalled();
    expect(outcome.fail).not.toHaveBeenCalled();
  });
});
