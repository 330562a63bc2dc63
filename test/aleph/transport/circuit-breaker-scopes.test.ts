import { beforeEach, describe, expect, test } from 'vitest';
import { AlephError } from '../../../src/aleph/errors.ts';
import {
  type CircuitBreakers,
  createCircuitBreakers,
  type Scope,
} from '../../../src/aleph/transport/circuit-breakers.ts';
import { TransportFault } from '../../../src/aleph/transport/transport.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';

const OPEN_MS = 5_000;
const NEVER = new AbortController().signal;
const RESET = new TransportFault('RESET');

let clock: FakeClock;
let circuitBreakers: CircuitBreakers;
let calls: number;

beforeEach(() => {
  clock = createFakeClock();
  circuitBreakers = createCircuitBreakers(clock, OPEN_MS);
  calls = 0;
});

const answering = (status: number) => async () => {
  calls += 1;
  return { status };
};
const failing = (error: Error) => async () => {
  throw error;
};

/** The status of a read, or the reason or code it failed with. */
function outcomeOf(read: () => Promise<{ status: number }>, scope: Scope): Promise<unknown> {
  return circuitBreakers.run(scope, NEVER, read).then(
    ({ status }) => status,
    (error) => error.reason ?? error.code,
  );
}

describe('a circuit breaker of one caller and contract', () => {
  const of = (identity: string, contractId: string): Scope => ({ service: 'tasking', identity, contractId });
  const failBy = async (times: number, scope: Scope, call = answering(500)) => {
    for (let time = 0; time < times; time += 1) await outcomeOf(call, scope);
  };
  const answerTo = (scope: Scope) => outcomeOf(answering(200), scope);

  test.each([
    ['answers of 500', answering(500)],
    ['resets', failing(RESET)],
    ['answers cut short', failing(new TransportFault('TRUNCATED'))],
    ['timeouts', failing(new AlephError('UPSTREAM_TIMEOUT', 'late', { reason: 'TOTAL_DEADLINE' }))],
  ])('opens for %s and leaves other callers and contracts alone', async (_what, failure) => {
    await failBy(30, of('x', 'X'), failure);
    expect(await answerTo(of('x', 'X'))).toBe('BREAKER_OPEN');
    expect(await answerTo(of('x', 'Y'))).toBe(200);
    expect(await answerTo(of('y', 'X'))).toBe(200);
    expect(await answerTo(of('y', 'Y'))).toBe(200);
  });

  test.each([
    ['two callers and one contract', of('y', 'X')],
    ['one caller and two contracts', of('x', 'Y')],
  ])('is no matter of all when %s fail', async (_who, other) => {
    await failBy(15, of('x', 'X'));
    await failBy(15, other);
    expect(await answerTo(of('z', 'Z'))).toBe(200);
  });

  test('is a matter of all when two callers and two contracts fail, though each has failed too seldom', async () => {
    await failBy(10, of('x', 'X'));
    expect(await answerTo(of('z', 'Z'))).toBe(200);
    await failBy(11, of('y', 'Y'));
    expect(await answerTo(of('z', 'Z'))).toBe('BREAKER_OPEN');
    expect(await outcomeOf(answering(200), { ...of('z', 'Z'), service: 'archive' })).toBe(200);
  });

  test('is no matter of all when one fails always and another seldom', async () => {
    await failBy(19, of('x', 'X'));
    for (let time = 0; time < 10; time += 1) expect(await answerTo(of('y', 'Y'))).toBe(200);
    await failBy(2, of('y', 'Y'));
    await failBy(1, of('x', 'X'));
    expect(await answerTo(of('y', 'Y'))).toBe(200);
  });

  test.each(['REFUSED', 'DNS', 'TLS', 'CONNECT_TIMEOUT'] as const)(
    'opens for all when connections fail by %s',
    async (reason) => {
      await failBy(20, of('x', 'X'), failing(new TransportFault(reason)));
      expect(await answerTo(of('y', 'Y'))).toBe('BREAKER_OPEN');
    },
  );

  test('counts made-up pairs of one address as one caller', async () => {
    const pair = (n: number, origin: string) => ({ service: 'auth', identity: `pair ${n}`, origin }) as const;
    for (let n = 0; n < 30; n += 1) await failBy(1, pair(n, 'one address'));
    expect(await answerTo(pair(99, 'another address'))).toBe(200);
    for (let n = 0; n < 30; n += 1) await failBy(1, pair(100 + n, `address ${n}`));
    expect(await answerTo(pair(99, 'another address'))).toBe('BREAKER_OPEN');
  });
});

describe('once the circuit breaker of all is half-open', () => {
  const of = (who: string): Scope => ({ service: 'tasking', identity: who, contractId: `contract of ${who}` });

  beforeEach(async () => {
    for (const who of ['x', 'y']) for (let time = 0; time < 10; time += 1) await outcomeOf(answering(500), of(who));
    expect(await outcomeOf(answering(200), of('z'))).toBe('BREAKER_OPEN');
    clock.advance(OPEN_MS);
    calls = 0;
  });

  test('the probe of one caller that fails or hangs decides for that caller alone', async () => {
    let fail: (error: Error) => void = () => undefined;
    const hanging = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const late = outcomeOf(() => hanging, of('x'));
    expect(await outcomeOf(answering(200), of('z'))).toBe(200);
    fail(RESET);
    expect(await late).toBe('RESET');
    expect(await outcomeOf(answering(200), of('x'))).toBe('BREAKER_OPEN');
    expect(await outcomeOf(answering(200), of('z'))).toBe(200);
  });

  test('two callers whose probes fail open it again for all', async () => {
    expect(await outcomeOf(answering(500), of('x'))).toBe(500);
    expect(await outcomeOf(answering(500), of('y'))).toBe(500);
    expect(await outcomeOf(answering(200), of('z'))).toBe('BREAKER_OPEN');
    expect(calls).toBe(2);
  });

  test('a single probe without a connection opens it again for all', async () => {
    expect(await outcomeOf(failing(new TransportFault('REFUSED')), of('x'))).toBe('REFUSED');
    expect(await outcomeOf(answering(200), of('z'))).toBe('BREAKER_OPEN');
  });

  test('an answer to one caller closes it for all, so reads no longer wait for a probe', async () => {
    expect(await outcomeOf(answering(200), of('z'))).toBe(200);
    void outcomeOf(() => new Promise(() => undefined), of('y'));
    expect(await outcomeOf(answering(200), of('y'))).toBe(200);
  });
});
