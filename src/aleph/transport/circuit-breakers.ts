import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError, type Service } from '../errors.ts';
import { type FaultReason, TransportFault } from './transport.ts';

/** What a call came to, as far as a breaker looks: any answer below 500 shows that the service is there. */
interface Answered {
  readonly status: number;
}

/**
 * Spares a part of Aleph that fails, and its callers the wait. Each service has a breaker of its own, shared by all
 * callers: it remembers how calls ended, nothing of whose they were.
 */
export interface CircuitBreakers {
  /**
   * Makes the call, or throws TransportFault BREAKER_OPEN without making it. While one call probes whether the service
   * is back, others wait for its verdict, as long as their signal lets them.
   */
  run<A extends Answered>(service: Service, signal: Signal, call: () => Promise<A>): Promise<A>;
}

const WINDOW_SECONDS = 10;
const FEWEST_CALLS = 20;
/** Of a sign-in that hangs there are no more in that time: so few exchanges go on at once. */
const FEWEST_EXCHANGES = 8;
const FAILING_SHARE = 0.5;

export function createCircuitBreakers(clock: Clock, openMs: number): CircuitBreakers {
  const circuitBreakers = new Map<Service, CircuitBreaker>();
  return {
    run(service, signal, call) {
      const circuitBreaker =
        circuitBreakers.get(service) ??
        createCircuitBreaker(clock, openMs, service === 'auth' ? FEWEST_EXCHANGES : FEWEST_CALLS);
      circuitBreakers.set(service, circuitBreaker);
      return circuitBreaker(signal, call);
    },
  };
}

type CircuitBreaker = <A extends Answered>(signal: Signal, call: () => Promise<A>) => Promise<A>;

function createCircuitBreaker(clock: Clock, openMs: number, fewestCalls: number): CircuitBreaker {
  const tally = createTally(clock);
  let opensAgainAt: number | undefined;
  let probe: Promise<void> | undefined;
  let openings = 0;

  function open(): void {
    opensAgainAt = clock.now() + openMs;
    openings += 1;
    tally.clear();
  }

  async function watched<A extends Answered>(call: () => Promise<A>): Promise<A> {
    const openingsBefore = openings;
    const outcome = await settle(call);
    // What began before it opened tells nothing of the time since.
    if (openings === openingsBefore) {
      tally.note(outcome.verdict);
      if (tally.isFailing(fewestCalls)) open();
    }
    return outcome.take();
  }

  async function probing<A extends Answered>(call: () => Promise<A>): Promise<A> {
    let tell = (): void => undefined;
    probe = new Promise((resolve) => {
      tell = resolve;
    });
    const outcome = await settle(call);
    probe = undefined;
    if (outcome.verdict === 'FAILED') open();
    if (outcome.verdict === 'ANSWERED') opensAgainAt = undefined;
    // Without a verdict, for the caller left, the next to ask is the probe.
    tell();
    return outcome.take();
  }

  return async (signal, call) => {
    while (opensAgainAt !== undefined) {
      const waitMs = opensAgainAt - clock.now();
      if (waitMs > 0) throw new TransportFault('BREAKER_OPEN', Math.max(1, Math.ceil(waitMs / 1_000)));
      if (probe === undefined) return probing(call);
      await settled(probe, signal);
    }
    return watched(call);
  };
}

type Verdict = 'ANSWERED' | 'FAILED' | 'NONE';

async function settle<A extends Answered>(call: () => Promise<A>): Promise<{ verdict: Verdict; take: () => A }> {
  try {
    const answer = await call();
    return { verdict: answer.status >= 500 ? 'FAILED' : 'ANSWERED', take: () => answer };
  } catch (error) {
    const take = () => {
      throw error;
    };
    return { verdict: verdictOf(error), take };
  }
}

/** An answer that is too large or of the wrong kind is an answer. A caller who left says nothing of the service. */
const ANSWERS: ReadonlySet<FaultReason> = new Set(['TOO_LARGE', 'NOT_JSON']);

function verdictOf(error: unknown): Verdict {
  if (error instanceof TransportFault) return ANSWERS.has(error.reason) ? 'ANSWERED' : 'FAILED';
  return error instanceof AlephError && error.code === 'UPSTREAM_TIMEOUT' ? 'FAILED' : 'NONE';
}

/** How the calls of the last ten seconds ended, second by second. */
function createTally(clock: Clock) {
  let seconds: { readonly second: number; calls: number; failures: number }[] = [];
  return {
    note(verdict: Verdict): void {
      if (verdict === 'NONE') return;
      const second = Math.floor(clock.now() / 1_000);
      if (seconds.at(-1)?.second !== second) {
        seconds = seconds.filter((one) => one.second > second - WINDOW_SECONDS);
        seconds.push({ second, calls: 0, failures: 0 });
      }
      const current = seconds.at(-1);
      if (current === undefined) return;
      current.calls += 1;
      if (verdict === 'FAILED') current.failures += 1;
    },
    isFailing(fewestCalls: number): boolean {
      const calls = seconds.reduce((sum, one) => sum + one.calls, 0);
      const failures = seconds.reduce((sum, one) => sum + one.failures, 0);
      return calls >= fewestCalls && failures >= calls * FAILING_SHARE;
    },
    clear(): void {
      seconds = [];
    },
  };
}

/** Waits for the probe, or rejects with the signal's reason. */
function settled(probe: Promise<void>, signal: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    probe.then(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
