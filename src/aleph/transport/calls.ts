import { AlephError } from '../errors.ts';
import { type CallSite, faultError } from './answers.ts';
import { TransportFault } from './transport.ts';

/** The end of a call: a status, or a reason such as RESET when no answer came. */
export type CallEnd = { readonly status: number } | { readonly reason: string };

/** The status as text, or the reason. */
export function outcomeOf(end: CallEnd): string {
  return 'status' in end ? String(end.status) : end.reason;
}

/** Called when an HTTP call to Aleph begins; the function it returns is called at the end. For metrics and traces. */
export type ObserveCall = (site: CallSite) => (end: CallEnd) => void;

export const unobserved: ObserveCall = () => () => undefined;

/** Makes one HTTP call to Aleph, and reports it to the observer. */
export async function observed<A extends { readonly status: number }>(
  observe: ObserveCall,
  site: CallSite,
  call: () => Promise<A>,
): Promise<A> {
  const end = observe(site);
  try {
    const answer = await call();
    end({ status: answer.status });
    return answer;
  } catch (error) {
    end({ reason: reasonOf(error) });
    throw error;
  }
}

/** Follows calls of a read, and turns a fault of the transport into the error that callers see. */
export async function withAlephErrors<T>(
  progress: { readonly read: CallSite; readonly attempts: number },
  calls: Promise<T>,
): Promise<T> {
  try {
    return await calls;
  } catch (error) {
    throw error instanceof TransportFault ? faultError(progress.read, error, progress.attempts) : error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TransportFault) return error.reason;
  return error instanceof AlephError ? (error.reason ?? error.code) : 'ABORTED';
}
