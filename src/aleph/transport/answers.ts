import { parseJson } from '../../json/ordered.ts';
import { AlephError, type AlephErrorDetails, type Service } from '../errors.ts';
import { textOfBody } from './bodies.ts';
import { complaintsIn } from './complaints.ts';
import type { TransportFault, UpstreamAnswer } from './transport.ts';

/** The call of an answer, as far as errors may show it. `route` is a template: no ids, no query. */
export interface CallSite {
  readonly service: Service;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly route: string;
  readonly contractId?: string | undefined;
}

const LABELS: Record<Service, string> = {
  auth: "Satellogic's sign-in",
  contracts: "Satellogic's contract service",
  products: "Satellogic's product list",
  tasking: "Satellogic's tasking service",
  archive: "Satellogic's archive",
  stac: "Satellogic's STAC catalogue",
  orders: "Satellogic's orders",
  delivery: "Satellogic's delivery service",
};

const GATEWAY_ROUTE_TEXT = 'Missing Authentication Token';
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** Throws for a body with a content type other than JSON. A body without a content type passes. */
export function checkIsJson(site: CallSite, { contentType, status }: UpstreamAnswer, attempts: number): void {
  if (contentType === '' || /\bjson\b/i.test(contentType)) return;
  throw invalidAnswer(site, 'NOT_JSON', attempts, status);
}

/** The body as JSON. Parse errors are replaced: their text quotes the body. */
export function jsonOf(site: CallSite, answer: UpstreamAnswer, attempts: number): unknown {
  checkIsJson(site, answer, attempts);
  try {
    return parseJson(textOfBody(answer.body));
  } catch {
    throw invalidAnswer(site, 'NOT_JSON', attempts, answer.status);
  }
}

/** The error for a call that got no usable answer. */
export function faultError(site: CallSite, fault: TransportFault, attempts: number): AlephError {
  const { reason, retryAfterSeconds } = fault;
  const upstream = { service: site.service, attempts };
  if (reason === 'NOT_JSON' || reason === 'TOO_LARGE' || reason === 'TRUNCATED') {
    return invalidAnswer(site, reason, attempts);
  }
  if (reason === 'CONNECT_TIMEOUT') return timeoutError(site, reason, attempts);
  const message = `${LABELS[site.service]} is not reachable now (${nameOf(site)}). Try again in a moment.`;
  return new AlephError('UPSTREAM_UNAVAILABLE', message, {
    reason,
    retryable: reason !== 'TLS',
    retryAfterSeconds,
    upstream,
  });
}

export function timeoutError(
  site: CallSite,
  reason: 'TOTAL_DEADLINE' | 'CONNECT_TIMEOUT',
  attempts: number,
): AlephError {
  const message = `${LABELS[site.service]} did not answer in time (${nameOf(site)}). Try again in a moment.`;
  const upstream = { service: site.service, attempts };
  return new AlephError('UPSTREAM_TIMEOUT', message, { reason, upstream });
}

/** The error for an answer that cannot be used. */
export function invalidAnswer(site: CallSite, reason: string, attempts: number, status?: number): AlephError {
  const advice = reason === 'TOO_LARGE' ? 'Ask for less at once.' : 'Quote the request id to the operator.';
  const message = `${LABELS[site.service]} sent an answer that cannot be used (${nameOf(site)}). ${advice}`;
  const upstream = { service: site.service, status, attempts };
  return new AlephError('UPSTREAM_INVALID_RESPONSE', message, {
    reason,
    retryable: reason === 'TRUNCATED',
    upstream,
  });
}

/**
 * The error for an answer by its status; undefined for an answer to read. Callers of this function handle 401 first,
 * since they know the age of the token. Reads by id turn NOT_FOUND into "absent".
 */
export function statusError(site: CallSite, answer: UpstreamAnswer, attempts: number): AlephError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const name = nameOf(site);
  const label = LABELS[site.service];
  const init = {
    upstream: { service: site.service, status, attempts },
  } satisfies AlephErrorDetails;
  if (status < 400) return invalidAnswer(site, 'REDIRECT', attempts, status);
  if (status === 403 && isUnknownRoute(answer)) return invalidAnswer(site, 'ROUTE', attempts, status);
  if (status === 403) return new AlephError('FORBIDDEN', `The contract does not include this (${name}).`, init);
  if (status === 404) return new AlephError('NOT_FOUND', `${label} knows nothing by that id (${name}).`, init);
  if (status === 400 || status === 422) {
    const details = validationDetails(answer);
    return new AlephError('UPSTREAM_BAD_REQUEST', `${label} refused the input (${name}).`, {
      ...init,
      details,
      complaints: complaintsIn(answer.body),
    });
  }
  if (status === 409) return new AlephError('CONFLICT', `${label} is still busy with the same (${name}).`, init);
  const retryAfterSeconds = secondsOf(answer.retryAfter);
  if (status === 429) {
    const wait = retryAfterSeconds === undefined ? 'a moment' : `${retryAfterSeconds} s`;
    const message = `${label} asks to wait ${wait} (${name}).`;
    return new AlephError('UPSTREAM_RATE_LIMITED', message, {
      ...init,
      retryAfterSeconds,
    });
  }
  if (status < 500) return invalidAnswer(site, 'STATUS', attempts, status);
  const message = `${label} failed (${name} answered ${status}). Try again in a moment.`;
  return new AlephError('UPSTREAM_UNAVAILABLE', message, {
    ...init,
    reason: 'HTTP_5XX',
    retryable: true,
    retryAfterSeconds,
  });
}

/** Whether a 403 is API Gateway's answer for an unknown route. Then it says nothing of the caller's rights. */
export function isUnknownRoute(answer: UpstreamAnswer): boolean {
  return answer.status === 403 && errorTextOf(answer).includes(GATEWAY_ROUTE_TEXT);
}

/** Whether a 401 mentions the contract, and so does not reject the token [obs: im]. */
export function namesContract(answer: UpstreamAnswer): boolean {
  return errorTextOf(answer).toLowerCase().includes('contract');
}

/** `Retry-After` as whole seconds from 1 to 3600; undefined for a past, negative or unreadable one. */
export function secondsOf(retryAfter: string | undefined, now: number = Date.now()): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(retryAfter.trim())
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - now) / 1_000);
  // A text that is no date gives NaN, which fails the comparison.
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}

function nameOf({ method, route }: CallSite): string {
  return `${method} ${route}`;
}

/** Only the first bytes of an error body are read; the rest could be a whole page. */
export const LONGEST_ERROR_TEXT = 2_048;

function errorTextOf(answer: UpstreamAnswer): string {
  const { pieces, length } = answer.body;
  return Buffer.concat(pieces, Math.min(length, LONGEST_ERROR_TEXT)).toString('utf8');
}

const SHOWN_FIELDS =
  /^(bbox|start_date|end_date|datetime|collections|ids|limit|offset|status|task_name|project_name|detail|description|message)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes control characters
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Django's field map or a plain `detail`, reduced to known fields and short texts. */
function validationDetails(answer: UpstreamAnswer): readonly string[] | undefined {
  let body: unknown;
  try {
    body = JSON.parse(errorTextOf(answer));
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const lines = Object.entries(body)
    .filter(([field]) => SHOWN_FIELDS.test(field))
    .map(([field, value]) => [field, Array.isArray(value) ? value[0] : value])
    .filter(([, text]) => typeof text === 'string')
    .map(([field, text]) => `${field}: ${text}`.replace(CONTROL_CHARACTERS, ' ').slice(0, 200));
  return lines.length > 0 ? lines.slice(0, 10) : undefined;
}
