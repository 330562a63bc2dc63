import { beforeEach, describe, expect, test } from 'vitest';
import { AlephError } from '../../src/aleph/errors.ts';
import { createExchangeLimits, type ExchangeLimits } from '../../src/aleph/exchange-limits.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';

const TEN_MINUTES = 600_000;

let clock: FakeClock;
let limits: ExchangeLimits;
let exchanges: number;

beforeEach(() => {
  clock = createFakeClock();
  limits = createExchangeLimits(clock);
  exchanges = 0;
});

const rejected = async () => {
  exchanges += 1;
  throw new AlephError('CREDENTIALS_REJECTED', 'no');
};
const granted = async () => {
  exchanges += 1;
  return 'grant';
};

const outcomeOf = (promise: Promise<string>) => promise.catch((error: AlephError) => error.code);

/** Rejections of so many different pairs, a second apart. */
async function reject(times: number, origin?: string): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await outcomeOf(limits.run({ identity: `bad-${clock.now()}`, origin }, rejected));
    clock.advance(1_000);
  }
  exchanges = 0;
}

const isHeldBack = { code: 'AUTH_RATE_LIMITED', reason: 'LOCAL_LIMIT', retryable: true };

describe('the limits of exchanges', () => {
  test('answer a pair rejected just now without asking again, for 30 seconds', async () => {
    const pair = { identity: 'pair', origin: undefined };
    expect(await outcomeOf(limits.run(pair, rejected))).toBe('CREDENTIALS_REJECTED');
    clock.advance(30_000);
    expect(await outcomeOf(limits.run(pair, granted))).toBe('CREDENTIALS_REJECTED');
    expect(exchanges).toBe(1);
    clock.advance(1);
    expect(await outcomeOf(limits.run(pair, granted))).toBe('grant');
  });

  test('hold back an origin after ten rejections within ten minutes', async () => {
    await reject(10, 'one');
    await expect(limits.run({ identity: 'new', origin: 'one' }, granted)).rejects.toMatchObject(isHeldBack);
    expect(exchanges).toBe(0);
  });

  test('do not hold back an origin after nine', async () => {
    await reject(9, 'one');
    expect(await limits.run({ identity: 'new', origin: 'one' }, granted)).toBe('grant');
  });

  test('say after how many seconds the oldest rejection no longer counts, and keep to it', async () => {
    await reject(10, 'one');
    const applicant = { identity: 'new', origin: 'one' };
    const wait = 600 - 10;
    await expect(limits.run(applicant, granted)).rejects.toMatchObject({ retryAfterSeconds: wait });
    clock.advance(wait * 1_000 - 1);
    await expect(limits.run(applicant, granted)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    clock.advance(1);
    expect(await limits.run(applicant, granted)).toBe('grant');
  });

  test('do not hold back another origin, nor a caller of no origin', async () => {
    await reject(10, 'one');
    await reject(20);
    expect(await limits.run({ identity: 'new', origin: 'two' }, granted)).toBe('grant');
    expect(await limits.run({ identity: 'newer', origin: undefined }, granted)).toBe('grant');
  });

  test('do not hold back a pair that was granted a token before, until it is rejected itself', async () => {
    const pair = { identity: 'good', origin: 'one' };
    await limits.run(pair, granted);
    await reject(10, 'one');
    expect(await limits.run(pair, granted)).toBe('grant');
    await outcomeOf(limits.run(pair, rejected));
    clock.advance(30_001);
    await expect(limits.run(pair, granted)).rejects.toMatchObject(isHeldBack);
  });

  test('do not add up rejections over more than ten minutes', async () => {
    await reject(9, 'one');
    clock.advance(TEN_MINUTES);
    await reject(9, 'one');
    expect(await limits.run({ identity: 'new', origin: 'one' }, granted)).toBe('grant');
  });

  test('count only rejections, not a sign-in that is out of order', async () => {
    const down = async () => {
      throw new AlephError('AUTH_UNAVAILABLE', 'down', { retryable: true });
    };
    for (let time = 0; time < 20; time += 1) await outcomeOf(limits.run({ identity: 'pair', origin: 'one' }, down));
    expect(await limits.run({ identity: 'pair', origin: 'one' }, granted)).toBe('grant');
  });

  test('let four new pairs of one origin try at once, so that 200 at once cost 13 exchanges at most', async () => {
    const tries = Array.from({ length: 200 }, (_, number) =>
      outcomeOf(limits.run({ identity: `bad-${number}`, origin: 'one' }, rejected)),
    );
    const codes = await Promise.all(tries);
    expect(exchanges).toBeLessThanOrEqual(13);
    expect(codes.filter((code) => code === 'AUTH_RATE_LIMITED')).toHaveLength(200 - exchanges);
  });
});
