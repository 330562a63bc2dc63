import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError, type Service } from '../errors.ts';
import { type FaultReason, TransportFault } from './transport.ts';

/** An answer, as a circuit breaker sees it: any status below 500 shows that the service works. */
interface Answered {
  readonly status: number;
}

/**
 * Circuit breakers: one for each service of Aleph, shared by all callers.
 *
 * A closed breaker lets calls through and counts how those of the last ten seconds ended. When half of at least twenty
 * failed, it opens: calls are rejected at once, which spares a failing service, and its callers the wait. After a while
 * it is half-open: one call goes through as a probe, and others wait for its verdict. An answer closes the breaker; a
 * failure opens it again. It counts outcomes only, and stores nothing of a caller. Errors by 4xx never count as
 * failures, so one caller cannot open it for others.
 */
export interface CircuitBreakers {
  /** Makes the call, or throws TransportFault BREAKER_OPEN without making it. A waiting call follows its signal. */
  run<A extends Answered>(service: Service, signal: Signal, call: () => Promise<A>): Promise<A>;
}

const WINDOW_SECONDS = 10;
const FEWEST_CALLS = 20;
/**
 * Few exchanges run at once. While sign-in hangs, twenty would not end in the window, and its breaker would not open.
 */
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
  let halfOpenAt: number | undefined;
  let probe: Promise<void> | undefined;
  let openings = 0;

  function open(): void {
    halfOpenAt = clock.now() + openMs;
    openings += 1;
    tally.clear();
  }

  async function watched<A extends Answered>(call: () => Promise<A>): Promise<A> {
    const openingsBefore = openings;
    const outcome = await settle(call);
    // The outcome of a call from before the breaker opened says nothing of the time since.
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
    if (outcome.verdict === 'ANSWERED') halfOpenAt = undefined;
    // If the caller left, there is no verdict, and the next call becomes the probe.
    tell();
    return outcome.take();
  }

  return async (signal, call) => {
    while (halfOpenAt !== undefined) {
      const waitMs = halfOpenAt - clock.now();
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

/** An answer that is too large or of the wrong type still shows that the service works. */
const ANSWERS: ReadonlySet<FaultReason> = new Set(['TOO_LARGE', 'NOT_JSON']);

function verdictOf(error: unknown): Verdict {
  if (error instanceof TransportFault) return ANSWERS.has(error.reason) ? 'ANSWERED' : 'FAILED';
  return error instanceof AlephError && error.code === 'UPSTREAM_TIMEOUT' ? 'FAILED' : 'NONE';
}

/** Outcomes of the calls of the last ten seconds, by second. */
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
