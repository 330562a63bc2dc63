import * as api from '@opentelemetry/api';
import { trace as traceApi } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createTracing } from '../../src/observability/tracing.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** The API as a process has it that registered a provider, without registering one for every other test. */
const registered: typeof api = {
  ...api,
  trace: Object.assign(Object.create(traceApi), { getTracerProvider: () => provider }),
  propagation: Object.assign(Object.create(api.propagation), { extract: extractParent }),
};

/** What a registered W3C propagator does, as far as this test needs. */
function extractParent(context: api.Context, carrier: { traceparent?: string }): api.Context {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(carrier.traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return context;
  return api.trace.setSpanContext(context, { traceId, spanId, traceFlags: 1, isRemote: true });
}

describe('spans', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, tracing: createTracing(registered) });
  });
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    await facade.close();
    await provider.shutdown();
  });

  const spansOf = (count: number) =>
    vi.waitFor(() => {
      const spans = exporter.getFinishedSpans();
      expect(spans).toHaveLength(count);
      return spans;
    });

  test('tell of an operation, and of each call to Aleph inside it', async () => {
    const { headers } = await facade.ask('query Compare { contracts { id } }');
    const spans = await spansOf(3);
    const outer = spans.find(({ name }) => name === 'query Compare');

    expect(outer?.attributes).toEqual({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Compare',
      'http.response.status_code': 200,
      'aleph.request_id': headers.get('x-request-id'),
    });
    const calls = spans.filter((span) => span !== outer);
    const call = (service: string, method: string, route: string) => ({
      name: `${method} ${route}`,
      attributes: {
        'aleph.service': service,
        'http.request.method': method,
        'url.template': route,
        'http.response.status_code': 200,
      },
    });
    expect(calls.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      call('auth', 'POST', '/oauth/token'),
      call('contracts', 'GET', '/contracts'),
    ]);
    expect(calls.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      calls.map(() => outer?.spanContext().spanId),
    );
  });

  test('belong to the trace that the caller names', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await facade.ask('{ __typename }', {}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const [span] = await spansOf(1);
    expect(span?.spanContext().traceId).toBe(traceId);
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  test('name the error of a refusal, and the reason of a call without an answer', async () => {
    facade.sandbox.inject({ path: '/tasking/products', times: 3, answer: { kind: 'reset' } });
    await facade.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
    await vi.waitFor(() => expect(exporter.getFinishedSpans().map(({ kind }) => kind)).toContain(api.SpanKind.SERVER));
    const spans = exporter.getFinishedSpans();

    expect(spans.filter(({ attributes }) => attributes['error.type'] === 'RESET')).toHaveLength(3);
    const outer = spans.find(({ kind }) => kind === api.SpanKind.SERVER);
    expect(outer?.attributes['error.type']).toEqual(['UPSTREAM_UNAVAILABLE']);
  });

  test('hold no credential, variable, document or address', async () => {
    const bearer = { authorization: 'Bearer CANARY.token' };
    const query = 'query ($id: ID!) { contract(id: $id) { CANARY: name } }';
    for (const headers of [NORTH, bearer]) await facade.ask(query, { id: 'CANARY' }, headers);
    const spans = await spansOf(3);
    const text = JSON.stringify(
      spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    expect(text).not.toMatch(/CANARY|sandbox-north|127\.0\.0\.1/);
  });

  test('are made from the first request on that finds a provider registered, and not before', () => {
    const tracing = createTracing(api);
    expect(tracing({})).toBeUndefined();

    api.trace.setGlobalTracerProvider(provider);
    onTestFinished(() => api.trace.disable());
    tracing({})?.end({ requestId: 'x', kind: 'query', operationName: undefined, status: 200, codes: [] });

    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['query']);
  });
});
