import { LRUCache } from 'lru-cache';
import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError, type Service } from '../errors.ts';
import { CallTally, type Party, type Verdict } from './call-tally.ts';
import { TransportFault } from './transport.ts';

/** An answer, as a circuit breaker sees it: any status below 500 shows that the service works. */
interface Answered {
  readonly status: number;
}

/** The reads that a circuit breaker stands for. */
export interface Scope extends Party {
  readonly service: Service;
}

/**
 * Circuit breakers: one for each service, caller and contract, and one for all callers of a service.
 *
 * A closed breaker lets reads through and counts how those of the last ten seconds ended. A read counts once, however
 * often it is retried. When half of at least twenty failed, the breaker opens: reads are rejected at once, which spares
 * a failing service, and its callers the wait. After a while it is half-open: one read goes through as a probe, and
 * others wait for its verdict. An answer closes the breaker; a failure opens it again. Errors by 4xx never count as
 * failures.
 *
 * One bad contract must not end the reads of other callers. So the breaker for all opens only for failures of two
 * callers and two contracts, or when connections fail. When it is half-open, each caller probes for itself and each
 * contract. One answer closes it; one failure opens the breaker of the probing caller alone.
 */
export interface CircuitBreakers {
  /**
   * Makes the read, or throws TransportFault BREAKER_OPEN without making it. A waiting read follows its signal. `read`
   * learns whether it is a probe.
   */
  run<T>(scope: Scope, signal: Signal, read: (isProbe: boolean) => Promise<T>): Promise<T>;
}

const FEWEST_READS = 20;
/**
 * Few exchanges run at once. While sign-in hangs, twenty would not end in the window, and its breaker would not open.
 */
const FEWEST_EXCHANGES = 8;
const MOST_PARTIES = 2_000;

export function createCircuitBreakers(clock: Clock, openMs: number): CircuitBreakers {
  const services = new Map<Service, CircuitBreakers['run']>();
  return {
    run(scope, signal, read) {
      const { service } = scope;
      const run = services.get(service) ?? createServiceBreakers(clock, openMs, service);
      services.set(service, run);
      return run(scope, signal, read);
    },
  };
}

function createServiceBreakers(clock: Clock, openMs: number, service: Service): CircuitBreakers['run'] {
  const fewest = service === 'auth' ? FEWEST_EXCHANGES : FEWEST_READS;
  const forAll = new Breaker(clock, openMs);
  const ofParties = new LRUCache<string, Breaker>({ max: MOST_PARTIES });

  function breakerOf(name: string): Breaker {
    const breaker = ofParties.get(name) ?? new Breaker(clock, openMs);
    ofParties.set(name, breaker);
    return breaker;
  }

  return async (party, signal, read) => {
    const name = `${party.identity} ${party.contractId ?? ''}`;
    const own = breakerOf(name);
    for (let probe = probeAhead(own, forAll); probe !== undefined; probe = probeAhead(own, forAll)) {
      await settled(probe, signal);
    }
    const isProbe = own.isHalfOpen || forAll.isHalfOpen;
    const endProbe = isProbe ? own.beginProbe() : undefined;
    const openings = own.openings + forAll.openings;
    const { verdict, take } = await settle(() => read(isProbe));
    // The outcome of a read from before a breaker opened says nothing of the time since.
    if (verdict !== 'NONE' && openings === own.openings + forAll.openings) {
      for (const breaker of [own, forAll]) {
        if (verdict === 'ANSWERED' && breaker.isHalfOpen) breaker.close();
        else breaker.tally.note(name, party, verdict);
      }
      if ((isProbe && verdict !== 'ANSWERED') || own.tally.isFailing(fewest)) own.open();
      if (forAll.tally.isFailing(forAll.isHalfOpen ? 1 : fewest) && forAll.tally.isBroad()) forAll.open();
    }
    // Without a verdict, since the caller left, the next read becomes the probe.
    endProbe?.();
    return take();
  };
}

/** The probe of this party that is under way, if any. Throws BREAKER_OPEN. */
function probeAhead(own: Breaker, forAll: Breaker): Promise<void> | undefined {
  const waitMs = Math.max(own.waitMs, forAll.waitMs);
  if (waitMs > 0) throw new TransportFault('BREAKER_OPEN', Math.max(1, Math.ceil(waitMs / 1_000)));
  return own.probe;
}

/** The state of one circuit breaker. */
class Breaker {
  readonly tally: CallTally;
  openings = 0;
  /** Resolves when the probe under way has its verdict. */
  probe: Promise<void> | undefined;
  private halfOpenAt: number | undefined;
  private readonly clock: Clock;
  private readonly openMs: number;

  constructor(clock: Clock, openMs: number) {
    this.clock = clock;
    this.openMs = openMs;
    this.tally = new CallTally(clock);
  }

  /** Milliseconds until it is half-open; not above 0 for a breaker that is not open. */
  get waitMs(): number {
    return this.halfOpenAt === undefined ? 0 : this.halfOpenAt - this.clock.now();
  }

  get isHalfOpen(): boolean {
    return this.halfOpenAt !== undefined && this.waitMs <= 0;
  }

  open(): void {
    this.halfOpenAt = this.clock.now() + this.openMs;
    this.openings += 1;
    this.tally.clear();
  }

  close(): void {
    this.halfOpenAt = undefined;
    this.tally.clear();
  }

  /** Returns the function that ends the probe. */
  beginProbe(): () => void {
    let tell = (): void => undefined;
    this.probe = new Promise((resolve) => {
      tell = resolve;
    });
    return () => {
      this.probe = undefined;
      tell();
    };
  }
}

interface Outcome<T> {
  readonly verdict: Verdict;
  /** Returns the result, or throws the error. */
  readonly take: () => T;
}

async function settle<T>(read: () => Promise<T>): Promise<Outcome<T>> {
  try {
    const result = await read();
    return { verdict: hasStatus(result) && result.status >= 500 ? 'FAILED' : 'ANSWERED', take: () => result };
  } catch (error) {
    const take = () => {
      throw error;
    };
    return { verdict: verdictOf(error), take };
  }
}

function hasStatus(result: unknown): result is Answered {
  return typeof result === 'object' && result !== null && 'status' in result && typeof result.status === 'number';
}

/** Failures before a connection came about. They say nothing of a contract. */
const UNREACHABLE: ReadonlySet<string> = new Set(['REFUSED', 'DNS', 'TLS', 'CONNECT_TIMEOUT']);
/** An answer that is too large or of the wrong type still shows that the service works. */
const ANSWERS: ReadonlySet<string> = new Set(['TOO_LARGE', 'NOT_JSON']);

function verdictOf(error: unknown): Verdict {
  if (error instanceof TransportFault) return verdictOfFault(error.reason);
  if (!(error instanceof AlephError) || error.code.startsWith('AUTH_')) return 'NONE';
  const { code, reason = '', upstream } = error;
  if (code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT' || reason === 'TRUNCATED') {
    return verdictOfFault(reason);
  }
  return upstream === undefined ? 'NONE' : 'ANSWERED';
}

function verdictOfFault(reason: string): Verdict {
  if (ANSWERS.has(reason)) return 'ANSWERED';
  return UNREACHABLE.has(reason) ? 'UNREACHABLE' : 'FAILED';
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
