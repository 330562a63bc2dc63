import { type Admission, connect, connectAs } from '../admission/admission.ts';
import { hasCredentials, suppliedCredentials } from '../admission/credentials.ts';
import { AlephError } from '../aleph/errors.ts';
import type { Credentials } from '../aleph/sign-in/authorization.ts';
import { untilAborted } from '../async/cancellation.ts';
import type { Caller } from '../exchange/caller.ts';
import { RequestError } from '../exchange/errors.ts';
import { headersOf } from '../exchange/headers.ts';
import { type Log, placeOf } from '../exchange/log.ts';
import type { FetchExchange } from './exchanges.ts';
import { isPublic } from './responses.ts';
import type { Settings } from './settings.ts';

const PREFLIGHT = 'graphql-require-preflight';

/** Whether the session of the host stands in for credentials in the headers of a request. */
export function usesSession({ request }: FetchExchange, { credentials, allowRequestCredentials }: Settings): boolean {
  return credentials !== undefined && !(allowRequestCredentials && hasCredentials(headersOf(request)));
}

/**
 * Guards a session against pages of other sites: a browser sends its cookie along with their requests, too. They cannot
 * set a header without a preflight. Throws CSRF_BLOCKED, or CREDENTIALS_AMBIGUOUS for credentials beside the session.
 */
export function guardSession({ request }: FetchExchange): void {
  const headers = headersOf(request);
  if (headers.valuesOf(PREFLIGHT).length === 0) {
    const message = 'Send the header GraphQL-Require-Preflight with any value, so that no other site can send this.';
    throw new RequestError('CSRF_BLOCKED', message, { reason: 'PREFLIGHT' });
  }
  if (hasCredentials(headers)) {
    throw new RequestError('CREDENTIALS_AMBIGUOUS', 'This site signs in to Aleph by its session. Send no credentials.');
  }
}

/** The caller by the headers of the request. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS. */
export function callerByHeaders(admission: Admission, exchange: FetchExchange): Caller | undefined {
  const { request, signal, address, observeCall: observe } = exchange;
  return connect(admission, { headers: headersOf(request), signal, address }, { observe });
}

/** The caller by the session of the host. Throws AUTH_UNAVAILABLE where the host fails, or its own public error. */
export async function callerBySession(
  admission: Admission,
  exchange: FetchExchange,
  { settings, log }: { readonly settings: Settings; readonly log: Log },
): Promise<Caller | undefined> {
  const { signal, address, observeCall: observe } = exchange;
  const credentials = await suppliedTo(exchange, settings, log);
  return credentials && connectAs(admission, credentials, { signal, address }, { observe });
}

async function suppliedTo(
  exchange: FetchExchange,
  { credentials }: Settings,
  log: Log,
): Promise<Credentials | undefined> {
  const { incoming, context, signal, requestId } = exchange;
  const ask = async () => suppliedCredentials(await credentials?.(incoming, context));
  try {
    return await untilAborted(ask(), signal);
  } catch (error) {
    if (signal.aborted || isPublic(error)) throw error;
    const failure = error instanceof Error ? error : new Error('not an error');
    log.error({ requestId, ...placeOf(failure) }, 'the credentials of the host failed');
    if (error instanceof AlephError) throw error;
    const message = 'This site could not look up its session. Try again, or quote the request id to its operator.';
    throw new AlephError('AUTH_UNAVAILABLE', message, { reason: 'SESSION', retryable: true });
  }
}
