import * as z from 'zod';
import type { Placements } from '../world/placements.ts';
import type { Tokens } from '../world/tokens.ts';
import type { Journal } from './calls.ts';
import { type Faults, parseFault } from './faults.ts';
import { json, type Reply } from './replies.ts';
import { type ApiRequest, jsonBody } from './requests.ts';

/** What can be watched and steered from outside. */
export interface Desk {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly placements: Pick<Placements, 'list'>;
}

type ControlRequest = Pick<ApiRequest, 'method' | 'path' | 'text'>;
type Lever = (request: ControlRequest, desk: Desk) => Reply;

const DONE: Reply = { status: 204, headers: {}, body: '' };
const RevokeWire = z.strictObject({ clientId: z.string().optional() });

/**
 * The sandbox's own routes. They need no token and appear in no journal.
 *
 * - `GET /_sandbox`: this list, as JSON
 * - `GET /_sandbox/calls`, `DELETE /_sandbox/calls`: every request served since the last reset; reset
 * - `GET /_sandbox/faults`, `POST /_sandbox/faults`, `DELETE /_sandbox/faults`: the rules in force; add one
 *   (a `Fault` as JSON; 400 with the reason when it is none); drop all
 * - `GET /_sandbox/placements`: every task and order placed since the start
 * - `POST /_sandbox/revoke`: every token given out so far is refused from now on; with `{"clientId": "…"}` only
 *   those of one client
 */
const LEVERS: Readonly<Record<string, Lever>> = {
  'GET /_sandbox': () => json(INDEX),
  'GET /_sandbox/calls': (_, { journal }) => json(journal.list()),
  'DELETE /_sandbox/calls': (_, { journal }) => done(() => journal.reset()),
  'GET /_sandbox/faults': (_, { faults }) => json(faults.list()),
  'POST /_sandbox/faults': addFault,
  'DELETE /_sandbox/faults': (_, { faults }) => done(() => faults.clear()),
  'GET /_sandbox/placements': (_, { placements }) => json(placements.list()),
  'POST /_sandbox/revoke': revoke,
};

const INDEX = {
  about: 'An offline stand-in for the Aleph API. These routes watch and steer it.',
  routes: {
    'GET /_sandbox/calls': 'Every request served since the last reset, in order of arrival',
    'DELETE /_sandbox/calls': 'Forget them',
    'GET /_sandbox/faults': 'The fault rules in force, in order; the first that matches wins',
    'POST /_sandbox/faults': 'Add a rule',
    'DELETE /_sandbox/faults': 'Drop all rules',
    'GET /_sandbox/placements': 'Every task and order placed since the start, in order of time',
    'POST /_sandbox/revoke': 'Refuse all tokens given out so far, or those of one {"clientId"}',
  },
  fault: {
    path: 'What to spoil: exact, or with * as wildcard; no trailing slash, no query',
    method: 'Optional: GET, POST, …',
    contractId: 'Optional: only under this contract',
    times: 'Optional: how many requests; without it all',
    after: 'Optional: how many to let pass first',
    latencyMs: 'Optional: wait so long first',
    answer: 'Optional: one of the kinds below; without it the usual answer',
    carriedOut: 'Optional: "first" carries a write out before the answer is spoiled, "late" after latencyMs',
    afterwards: 'Optional: a rule that comes into force with each request that this one spoils',
  },
  kinds: [
    { kind: 'status', status: 429, headers: { 'retry-after': '2' }, body: { message: 'Slow down' } },
    { kind: 'raw', body: '<html></html>', contentType: 'text/html' },
    { kind: 'json', body: { unexpected: 'shape' } },
    { kind: 'truncated' },
    { kind: 'huge', bytes: 50_000_000 },
    { kind: 'gzip-bomb', bytes: 100_000_000 },
    { kind: 'drip', bytesPerSecond: 10 },
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'close' },
    { kind: 'error-body', body: { detail: 'Service unavailable' } },
    { kind: 'foreign-next', url: 'https://elsewhere.example/next' },
    { kind: 'loop-next' },
  ],
};

export function isControlPath(path: string): boolean {
  return path === '/_sandbox' || path.startsWith('/_sandbox/');
}

export function answerControl(request: ControlRequest, desk: Desk): Reply {
  const lever = LEVERS[`${request.method} ${request.path}`];
  return lever?.(request, desk) ?? json({ error: 'no such route; see GET /_sandbox' }, 404);
}

function addFault(request: ControlRequest, { faults }: Desk): Reply {
  try {
    const fault = parseFault(jsonBody(request));
    faults.add(fault);
    return json(fault, 201);
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : 'no fault' }, 400);
  }
}

function revoke(request: ControlRequest, { tokens }: Desk): Reply {
  const parsed = RevokeWire.safeParse(request.text === '' ? {} : jsonBody(request));
  if (!parsed.success) return json({ error: z.prettifyError(parsed.error) }, 400);
  return done(() => tokens.revoke(parsed.data.clientId));
}

function done(act: () => void): Reply {
  act();
  return DONE;
}
