import type { Write } from '../direct/direct.ts';
import { AlephError } from '../errors.ts';
import { isUnknownRoute, jsonOf, secondsOf, statusError } from '../transport/answers.ts';
import { textOfBody } from '../transport/bodies.ts';
import { complaintsIn } from '../transport/complaints.ts';
import type { UpstreamAnswer } from '../transport/transport.ts';
import { recordOf } from '../values/wire.ts';

/** What a complete answer says of a write. */
export type Verdict =
  /** A success; `json` is undefined where the body is none. */
  | { readonly kind: 'DONE'; readonly json: unknown }
  /** A definite no that the person at the form can act on. */
  | { readonly kind: 'REFUSED' }
  /** A definite no that is not about the input. */
  | { readonly kind: 'FAILED'; readonly error: AlephError }
  | { readonly kind: 'DOUBT' };

const REFUSALS: ReadonlySet<number> = new Set([400, 402, 403, 409, 413, 422]);
const FAILURES: ReadonlySet<number> = new Set([404, 405, 410, 415]);
const SAYS_TOO_MANY = /throttl|too many|rate|limit|quota/i;

/**
 * Judges an answer by its status. A status that some gateway in between may make up, after Aleph carried the write out,
 * is doubt: 408, 5xx, redirects, and a 429 that does not say in JSON that it is one. 401 was handled before.
 */
export function verdictOf(write: Write, answer: UpstreamAnswer, attempts: number): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'DONE', json: jsonIn(write, answer) };
  if (isUnknownRoute(answer)) return failure(write, answer, attempts);
  if (REFUSALS.has(status)) return { kind: 'REFUSED' };
  if (FAILURES.has(status)) return failure(write, answer, attempts);
  if (status === 429 && saysTooMany(answer)) return { kind: 'FAILED', error: rateLimited(write, answer, attempts) };
  return { kind: 'DOUBT' };
}

/** The route is ours, so its absence is nothing that the caller could mend. */
function failure(write: Write, answer: UpstreamAnswer, attempts: number): Verdict {
  const { service, route, method } = write;
  const init = { upstream: { service, status: answer.status, attempts }, reason: 'ROUTE' };
  const message = `Satellogic does not take ${method} ${route} (status ${answer.status}). Quote the request id.`;
  const known = answer.status === 403 ? statusError(write, answer, attempts) : undefined;
  return { kind: 'FAILED', error: known ?? new AlephError('UPSTREAM_INVALID_RESPONSE', message, init) };
}

function rateLimited({ service }: Write, answer: UpstreamAnswer, attempts: number): AlephError {
  const retryAfterSeconds = secondsOf(answer.retryAfter);
  const wait = retryAfterSeconds === undefined ? 'a moment' : `${retryAfterSeconds} s`;
  const upstream = { service, status: answer.status, attempts };
  return new AlephError('RATE_LIMITED', `Satellogic takes no more now. Wait ${wait}.`, { retryAfterSeconds, upstream });
}

function saysTooMany(answer: UpstreamAnswer): boolean {
  try {
    return (
      recordOf(JSON.parse(textOfBody(answer.body))) !== undefined &&
      complaintsIn(answer.body).some(({ text }) => SAYS_TOO_MANY.test(text))
    );
  } catch {
    return false;
  }
}

function jsonIn(write: Write, answer: UpstreamAnswer): unknown {
  try {
    return jsonOf(write, answer, 1);
  } catch {
    return undefined;
  }
}
