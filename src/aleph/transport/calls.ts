import type { Signal } from '../../async/cancellation.ts';
import { AlephError } from '../errors.ts';
import type { CallSite } from './answers.ts';
import type { CircuitBreakers } from './circuit-breakers.ts';
import { TransportFault } from './transport.ts';

/** How a call ended: with a status, or without an answer for a reason such as RESET. */
export type CallEnd = { readonly status: number } | { readonly reason: string };

/** Its status, or why none came. */
export function outcomeOf(end: CallEnd): string {
  return 'status' in end ? String(end.status) : end.reason;
}

/** Told when an HTTP call to Aleph begins; what it returns is told when the call has ended. For figures and traces. */
export type ObserveCall = (site: CallSite) => (end: CallEnd) => void;

export const unobserved: ObserveCall = () => () => undefined;

export interface CallOptions {
  readonly site: CallSite;
  readonly signal: Signal;
  readonly observe: ObserveCall;
}

/** One HTTP call to Aleph, whatever it is for: past the breaker of its service, and seen by the observer. */
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
