import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Service } from '../aleph/errors.ts';
import { type ObserveCall, outcomeOf } from '../aleph/transport/calls.ts';
import type { ErrorCode } from '../exchange/error-codes.ts';
import type { ShedReason } from '../load/capacity.ts';

/** The outcome of one request, for metrics. */
export interface RequestFigures {
  readonly kind: 'query' | 'mutation' | 'subscription' | 'file' | 'none';
  /** Code of the first error, or OK. */
  readonly code: ErrorCode | 'OK';
  readonly ms: number;
  /** Shared reads: answered from the cache, or by joining a call under way. */
  readonly sharedReads: number;
}

/** Metrics of one process. Every label has a closed set of values, so no caller, document or address becomes one. */
export interface Metrics {
  readonly observeCall: ObserveCall;
  noteRequest(request: RequestFigures): void;
  noteShed(reason: ShedReason): void;
  noteSlowDocument(): void;
  noteSkippedRows(service: Service, rows: number): void;
  noteDoublePlacement(): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly mediaType: string;
}

/** Values that are read at each scrape. */
export interface Gauges {
  readonly atWork: () => number;
  readonly waiting: () => number;
  readonly loopDelayMs: () => number;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const define = (name: string, help: string) => ({ name: `aleph_graphql_${name}`, help, registers });
  const requests = new Counter({
    ...define('requests_total', 'Requests by the code of their first error, and what kind of operation they ran.'),
    labelNames: ['code', 'kind'],
  });
  const requestSeconds = new Histogram({
    ...define('request_seconds', 'From the head of a request to the end of its reply.'),
    labelNames: ['kind'],
    buckets: SECONDS,
  });
  const sharedReads = new Counter(define('shared_reads_total', 'Reads of Aleph that cost no call of their own.'));
  const sheds = new Counter({
    ...define('sheds_total', 'Operations refused because the server was busy.'),
    labelNames: ['reason'],
  });
  const slowDocuments = new Counter(
    define('slow_documents_total', 'Documents that took more than 250 ms to parse and validate.'),
  );
  const skippedRows = new Counter({
    ...define('rows_skipped_total', 'Rows of Aleph that could not be read, by service.'),
    labelNames: ['service'],
  });
  const doublePlacements = new Counter(
    define('double_placements_total', 'Placements after which Aleph had two equal things of one name.'),
  );
  defineGauges(gauges, define);
  const requestsBy = cachedByLabels(requests, 'code', 'kind');
  const secondsOf = cachedByLabels(requestSeconds, 'kind');

  return {
    observeCall: createCallObserver(define),
    noteRequest({ kind, code, ms, sharedReads: count }) {
      requestsBy({ code, kind }).inc();
      secondsOf({ kind }).observe(ms / 1_000);
      if (count > 0) sharedReads.inc(count);
    },
    noteShed: (reason) => sheds.inc({ reason }),
    noteSlowDocument: () => slowDocuments.inc(),
    noteSkippedRows: (service, rows) => skippedRows.inc({ service }, rows),
    noteDoublePlacement: () => doublePlacements.inc(),
    text: () => registry.metrics(),
    mediaType: registry.contentType,
  };
}

type Define = (name: string, help: string) => { name: string; help: string; registers: Registry[] };

function createCallObserver(define: Define): ObserveCall {
  const calls = new Counter({
    ...define('upstream_calls_total', 'HTTP calls to Aleph by service, and their status or why none came.'),
    labelNames: ['service', 'status'],
  });
  const exchanges = new Counter({
    ...define('token_exchanges_total', 'Token exchanges by their status, or why none came.'),
    labelNames: ['status'],
  });
  const seconds = new Histogram({
    ...define('upstream_seconds', 'HTTP calls to Aleph, bodies included.'),
    labelNames: ['service'],
    buckets: SECONDS,
  });
  const callsBy = cachedByLabels(calls, 'service', 'status');
  const secondsOf = cachedByLabels(seconds, 'service');
  return ({ service }) => {
    const startedAt = performance.now();
    return (end) => {
      const status = outcomeOf(end);
      callsBy({ service, status }).inc();
      if (service === 'auth') exchanges.inc({ status });
      secondsOf({ service }).observe((performance.now() - startedAt) / 1_000);
    };
  };
}

/** Caches the child of a metric for each set of labels: checking and sorting labels takes longer than counting. */
function cachedByLabels<L extends string, F>(
  metric: { labels(labels: Readonly<Record<L, string>>): F },
  ...names: readonly L[]
): (labels: Readonly<Record<L, string>>) => F {
  const known = new Map<string, F>();
  return (labels) => {
    const key = names.map((name) => labels[name]).join(' ');
    const found = known.get(key) ?? metric.labels(labels);
    known.set(key, found);
    return found;
  };
}

function defineGauges({ atWork, waiting, loopDelayMs }: Gauges, define: Define): void {
  const gauged: readonly (readonly [string, string, () => number])[] = [
    ['operations_at_work', 'Operations at work now.', atWork],
    ['operations_waiting', 'Operations that wait for a place.', waiting],
    [
      'event_loop_delay_seconds',
      'The latest that work began within the last second or so.',
      () => loopDelayMs() / 1_000,
    ],
    ['heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed],
    ['resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss()],
  ];
  for (const [name, help, look] of gauged) {
    new Gauge({
      ...define(name, help),
      collect() {
        this.set(look());
      },
    });
  }
}
