import { ERROR_CODES, type ErrorCode } from '../../src/exchange/error-codes.ts';
import type { Reply } from './wire.ts';

const CODES: ReadonlySet<unknown> = new Set(Object.keys(ERROR_CODES));
/** The one code that means a mistake of ours. */
const OUR_MISTAKE = 'INTERNAL_ERROR' satisfies ErrorCode;
const MAX_REFUSAL_BYTES = 16_384;

export interface Verdict {
  readonly codes: readonly string[];
  /** What is wrong with the reply; undefined when it is as promised. */
  readonly fault: string | undefined;
}

/** Holds a reply against what is promised for any input, good or bad. */
export function verdictOn(reply: Reply | undefined): Verdict {
  if (reply === undefined) return failed('no reply');
  const { status, headers, body } = reply;
  const requestId = headers.get('x-request-id');
  if (requestId === undefined) return failed(`${status} without X-Request-Id`);
  if (status >= 500 && ![503, 504].includes(status)) return failed(`status ${status}`);
  if (body.length === 0 && headers.get('content-length') === undefined && status !== 204) return failed('no body');
  if (body.length === 0 && headers.get('content-length') === '0') return failed(`${status} with an empty body`);
  if (status >= 400 && body.length > MAX_REFUSAL_BYTES) return failed(`a refusal of ${body.length} bytes`);
  // Of HEAD and OPTIONS there is no more to see; a page or the schema text is its own right answer.
  if (body.length === 0 || !/\bjson\b/.test(headers.get('content-type') ?? '')) {
    return status < 400 || body.length === 0 ? { codes: [], fault: undefined } : failed(`${status} that is no JSON`);
  }
  return verdictOnJson(body.toString('utf8'), status, requestId);
}

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

function verdictOnJson(text: string, status: number, requestId: string): Verdict {
  const { data, errors = [] } = parseAnswer(text);
  const codes = errors.map(({ extensions }) => String(extensions?.['code']));
  const fault = errors.map((error) => faultOfError(error, requestId)).find((found) => found !== undefined);
  if (fault !== undefined) return { codes, fault };
  if (status >= 400 && errors.length === 0) return failed(`${status} without an error`);
  if (status >= 400 && data != null) return failed(`${status} with data`);
  if (status < 400 && typeof data !== 'object') return failed(`${status} without data`);
  return { codes, fault: undefined };
}

function parseAnswer(text: string): Answered {
  try {
    const answer: Answered | readonly Answered[] = JSON.parse(text);
    // A batch is refused by a list of errors.
    return 'length' in answer ? { errors: answer.flatMap(({ errors = [] }) => errors) } : answer;
  } catch {
    return { errors: [{ message: text }] };
  }
}

function faultOfError(
  { message, extensions = {} }: NonNullable<Answered['errors']>[number],
  requestId: string,
): string | undefined {
  if (!CODES.has(extensions['code']) || extensions['code'] === OUR_MISTAKE)
    return `code ${extensions['code']}: ${message}`;
  if (typeof extensions['retryable'] !== 'boolean') return 'an error that does not say whether to try again';
  if (extensions['requestId'] !== requestId) return 'the request id of another request';
  return message.length > 300 ? 'a message over 300 characters' : undefined;
}

function failed(fault: string): Verdict {
  return { codes: [], fault };
}
