import type { IncomingHttpHeaders } from 'node:http';
import { type ObserveCall, outcomeOf } from '../aleph/transport/calls.ts';
import { type Receipt, roundMs } from '../aleph/transport/receipt.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type Log, loggable, markOf } from '../exchange/log.ts';
import { ASSET_FOLDER, isAssetPath } from '../exchange/paths.ts';
import type { Metrics } from './metrics.ts';
import type { Trace, Tracing } from './traces.ts';

/** Records each request: a log line, metrics, and a span where a provider is registered. */
export interface Telemetry {
  watch(headers: IncomingHttpHeaders): Watch;
}

/** Follows one request. */
export interface Watch {
  readonly observeCall: ObserveCall;
  /** `status` is undefined for a reply that was not sent whole. */
  end(exchange: Exchange, status: number | undefined): void;
}

export interface TelemetryOptions {
  readonly log: Log;
  /** Undefined where nobody asks for them. */
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
}

export function createTelemetry({ log, metrics, tracing }: TelemetryOptions): Telemetry {
  return {
    watch(headers) {
      const startedAt = performance.now();
      const trace = tracing?.(headers);
      const calls = new Map<string, number>();
      return {
        observeCall: observerOf(metrics, trace, calls),
        end(exchange, sent) {
          const ms = performance.now() - startedAt;
          // The client left before the reply was sent, and no error was recorded.
          if (sent === undefined && exchange.errorCodes.length === 0) {
            exchange.errorCodes.push('CANCELLED');
          }
          const receipt = exchange.caller?.client.receipt();
          noteSkippedRows(exchange.requestId, receipt, { log, metrics });
          const summary = summaryOf({ exchange, sent, ms, calls, totals: receipt?.totals });
          log.noteRequest(summary);
          const { requestId, operationName, status, codes = [], sharedReads = 0 } = summary;
          const kind = kindOf(exchange);
          metrics?.noteRequest({ kind, code: codes[0] ?? 'OK', sharedReads, ms });
          trace?.end({ requestId, operationName, status, codes, kind });
        },
      };
    },
  };
}

/** One line for each answer with rows that did not fit. Names of members come from our tables, values never. */
function noteSkippedRows(
  requestId: string,
  receipt: Receipt | undefined,
  { log, metrics }: Pick<TelemetryOptions, 'log' | 'metrics'>,
): void {
  for (const { service, shared, skipped } of receipt?.calls ?? []) {
    if (shared || skipped.rows === 0) continue;
    log.warn({ requestId, service, rows: skipped.rows, members: skipped.members.map(loggable) }, 'rows skipped');
    metrics?.noteSkippedRows(service, skipped.rows);
  }
}

function observerOf(metrics: Metrics | undefined, trace: Trace | undefined, calls: Map<string, number>): ObserveCall {
  return (site) => {
    const ends = [metrics?.observeCall(site), trace?.observeCall(site)];
    return (end) => {
      const name = `${site.service} ${outcomeOf(end)}`;
      calls.set(name, (calls.get(name) ?? 0) + 1);
      for (const tell of ends) tell?.(end);
    };
  };
}

/** Number of calls by service and status, e.g. {"tasking 200": 2}; undefined without calls. */
function countsIn(calls: ReadonlyMap<string, number>): Readonly<Record<string, number>> | undefined {
  return calls.size === 0 ? undefined : Object.fromEntries(calls);
}

interface Ended {
  readonly exchange: Exchange;
  readonly sent: number | undefined;
  readonly ms: number;
  readonly calls: ReadonlyMap<string, number>;
  readonly totals: Receipt['totals'] | undefined;
}

/**
 * The log line of a request. Each member is named here, so no header, variable or document is logged, and no path that
 * opens a file.
 */
function summaryOf({ exchange, sent, ms, calls, totals }: Ended) {
  const { request, requestId, path, definition, caller, errorCodes } = exchange;
  return {
    requestId,
    method: request.method,
    path: shownPath(path),
    operationName: loggable(definition?.name?.value),
    status: sent ?? 499,
    codes: errorCodes.length === 0 ? undefined : errorCodes,
    tenant: caller && markOf(caller.client.identity),
    upstreamCalls: totals?.upstreamCalls,
    tokenCalls: totals?.tokenCalls,
    sharedReads: totals?.shared,
    upstreamBytes: totals?.bytes,
    ms: roundMs(ms),
    upstream: countsIn(calls),
  };
}

const SHOWN_PATHS: ReadonlySet<string> = new Set(['/graphql', '/health', '/ready', '/metrics', '/schema.graphql']);

/**
 * The path for the log. An unknown path may hold a secret, and a path of the asset route opens a file, so both are cut.
 */
function shownPath(path: string): string {
  if (SHOWN_PATHS.has(path)) return path;
  return isAssetPath(path) ? `${ASSET_FOLDER}…` : '…';
}

function kindOf({ path, definition }: Exchange) {
  return definition?.operation ?? (isAssetPath(path) ? 'file' : 'none');
}
