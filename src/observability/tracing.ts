import type { IncomingHttpHeaders } from 'node:http';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Trace, Tracing } from './traces.ts';

/**
 * Tracing through the API of OpenTelemetry. Spans go to the provider that the embedding process has registered.
 * Undefined when the API is not installed; it is an optional peer dependency.
 */
export async function findTracing(): Promise<Tracing | undefined> {
  try {
    return createTracing(await import('@opentelemetry/api'));
  } catch {
    return undefined;
  }
}

export function createTracing(api: typeof OpenTelemetry): Tracing {
  let tracer: OpenTelemetry.Tracer | undefined;
  return ({ traceparent, tracestate }) => {
    tracer ??= registeredTracer(api);
    return tracer && beginTrace(api, tracer, { traceparent, tracestate });
  };
}

const NAME = 'aleph-graphql';

/** Undefined until a provider is registered. Spans without a provider would cost as much as real ones. */
function registeredTracer({ trace, ProxyTracerProvider }: typeof OpenTelemetry): OpenTelemetry.Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegateTracer(NAME) : provider.getTracer(NAME);
}

type Carrier = Pick<IncomingHttpHeaders, 'traceparent' | 'tracestate'>;

function beginTrace(api: typeof OpenTelemetry, tracer: OpenTelemetry.Tracer, carrier: Carrier): Trace {
  const outer = api.propagation.extract(api.ROOT_CONTEXT, carrier);
  const span = tracer.startSpan('graphql', { kind: api.SpanKind.SERVER }, outer);
  const inner = api.trace.setSpan(outer, span);
  return {
    observeCall({ service, method, route }) {
      const attributes = { 'http.request.method': method, 'url.template': route, 'aleph.service': service };
      const call = tracer.startSpan(`${method} ${route}`, { kind: api.SpanKind.CLIENT, attributes }, inner);
      return (end) => {
        if ('status' in end) call.setAttribute('http.response.status_code', end.status);
        else call.setAttribute('error.type', end.reason);
        if (!('status' in end) || end.status >= 400) call.setStatus({ code: api.SpanStatusCode.ERROR });
        call.end();
      };
    },
    end({ requestId, kind, operationName, status, codes }) {
      span.updateName(operationName === undefined ? kind : `${kind} ${operationName}`);
      span.setAttributes({
        'graphql.operation.type': kind,
        ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
        'http.response.status_code': status,
        'aleph.request_id': requestId,
      });
      if (codes.length > 0) span.setAttribute('error.type', [...codes]);
      if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    },
  };
}
