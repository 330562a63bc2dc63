import type { Signal } from '../../async/cancellation.ts';
import { AlephError } from '../errors.ts';
import type { CallSite } from './answers.ts';
import type { CircuitBreakers } from './circuit-breakers.ts';
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

export interface CallOptions {
  readonly site: CallSite;
  readonly signal: Signal;
  readonly observe: ObserveCall;
}

/** One HTTP call to Aleph, through the circuit breaker of its service and reported to the observer. */
export function makeCall<A extends { readonly status: number }>(
  circuitBreakers: CircuitBreakers,
  { site, signal, observe }: CallOptions,
  call: () => Promise<A>,
): Promise<A> {
  return circuitBreakers.run(site.service, signal, async () => {
    const end = observe(site);
    try {
      const answer = await call();
      end({ status: answer.status });
      return answer;
    } catch (error) {
      end({ reason: reasonOf(error) });
      throw error;
    }
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof TransportFault) return error.reason;
  return error instanceof AlephError ? (error.reason ?? error.code) : 'ABORTED';
}
