import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AlephError } from '../../../src/aleph/errors.ts';
import { type Applicant, createSignInLimits, type SignInLimits } from '../../../src/aleph/sign-in/sign-in-limits.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';

const TEN_MINUTES = 600_000;

let clock: FakeClock;
let limits: SignInLimits;
let exchanges: number;

beforeEach(() => {
  clock = createFakeClock();
  limits = createSignInLimits(clock);
  exchanges = 0;
});

/** A pair with a client id of its own. */
const applicant = (identity: string, origin?: string): Applicant => ({
  identity,
  clientId: `id of ${identity}`,
  origin,
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
    await outcomeOf(limits.run(applicant(`bad-${clock.now()}`, origin), rejected));
    clock.advance(1_000);
  }
  exchanges = 0;
}

const isHeldBack = { code: 'AUTH_RATE_LIMITED', reason: 'LOCAL_LIMIT', retryable: true };

describe('the limits of exchanges', () => {
  test('answer a pair rejected just now without asking again, for 30 seconds', async () => {
    const pair = applicant('pair');
    expect(await outcomeOf(limits.run(pair, rejected))).toBe('CREDENTIALS_REJECTED');
    clock.advance(30_000);
    expect(await outcomeOf(limits.run(pair, granted))).toBe('CREDENTIALS_REJECTED');
    expect(exchanges).toBe(1);
    clock.advance(1);
    expect(await outcomeOf(limits.run(pair, granted))).toBe('grant');
  });

  test('hold back an origin after ten rejections within ten minutes', async () => {
    await reject(10, 'one');
    await expect(limits.run(applicant('new', 'one'), granted)).rejects.toMatchObject(isHeldBack);
    expect(exchanges).toBe(0);
  });

  test('do not hold back an origin after nine', async () => {
    await reject(9, 'one');
    expect(await limits.run(applicant('new', 'one'), granted)).toBe('grant');
  });

  test('say after how many seconds the oldest rejection no longer counts, and keep to it', async () => {
    await reject(10, 'one');
    const late = applicant('new', 'one');
    const wait = 600 - 10;
    await expect(limits.run(late, granted)).rejects.toMatchObject({ retryAfterSeconds: wait });
    clock.advance(wait * 1_000 - 1);
    await expect(limits.run(late, granted)).rejects.toMatchObject({ retryAfterSeconds: 1 });
    clock.advance(1);
    expect(await limits.run(late, granted)).toBe('grant');
  });

  test('do not hold back another origin, nor a caller of no origin', async () => {
    await reject(10, 'one');
    await reject(20);
    expect(await limits.run(applicant('new', 'two'), granted)).toBe('grant');
    expect(await limits.run(applicant('newer'), granted)).toBe('grant');
  });

  test('do not hold back a pair that was granted a token before, until it is rejected itself', async () => {
    const pair = applicant('good', 'one');
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
    expect(await limits.run(applicant('new', 'one'), granted)).toBe('grant');
  });

  test('count only rejections, not a sign-in that is out of order', async () => {
    const down = async () => {
      throw new AlephError('AUTH_UNAVAILABLE', 'down', { retryable: true });
    };
    for (let time = 0; time < 20; time += 1) await outcomeOf(limits.run(applicant('pair', 'one'), down));
    expect(await limits.run(applicant('pair', 'one'), granted)).toBe('grant');
  });

  test('let four new pairs of one origin try at once, so that 200 at once cost 13 exchanges at most', async () => {
    const tries = Array.from({ length: 200 }, (_, number) =>
      outcomeOf(limits.run(applicant(`bad-${number}`, 'one'), rejected)),
    );
    const codes = await Promise.all(tries);
    expect(exchanges).toBeLessThanOrEqual(13);
    expect(codes.filter((code) => code === 'AUTH_RATE_LIMITED')).toHaveLength(200 - exchanges);
  });

  describe('after twenty rejections of a client id', () => {
    const pair = (identity: string, origin: string) => ({ identity, clientId: 'id', origin });

    beforeEach(async () => {
      await limits.run(pair('owner', 'home'), granted);
      for (let time = 0; time < 21; time += 1) {
        await outcomeOf(limits.run(pair(`guess-${time}`, `origin-${time % 3}`), rejected));
        clock.advance(1_000);
      }
      exchanges = 0;
    });

    test('hold back its new secrets from origins with a rejection of their own', async () => {
      await expect(limits.run(pair('guess-22', 'origin-0'), granted)).rejects.toMatchObject(isHeldBack);
      expect(exchanges).toBe(0);
    });

    test('let the owner sign in from an origin of its own, before a restart and after it', async () => {
      expect(await limits.run(pair('owner', 'home'), granted)).toBe('grant');
      expect(await limits.run(pair('owner after a restart', 'elsewhere'), granted)).toBe('grant');
    });

    test('let origins without a rejection try once in 30 seconds together', async () => {
      expect(await outcomeOf(limits.run(pair('guess-30', 'origin-30'), rejected))).toBe('CREDENTIALS_REJECTED');
      const late = pair('late', 'origin-31');
      await expect(limits.run(late, granted)).rejects.toMatchObject({ ...isHeldBack, retryAfterSeconds: 30 });
      clock.advance(30_000);
      await expect(limits.run(late, granted)).rejects.toMatchObject(isHeldBack);
      clock.advance(1);
      expect(await limits.run(late, granted)).toBe('grant');
      await expect(limits.run(pair('guess-31', 'origin-30'), granted)).rejects.toMatchObject(isHeldBack);
      expect(exchanges).toBe(2);
    });

    test('hold back no other client id', async () => {
      for (const origin of ['origin-3', 'origin-4']) {
        expect(await limits.run(applicant(`new at ${origin}`, origin), granted)).toBe('grant');
      }
    });
  });

  test('hold back new secrets of a client id that come all at once, so that 60 cost 23 exchanges at most', async () => {
    const tries = Array.from({ length: 60 }, (_, number) =>
      outcomeOf(limits.run({ identity: `guess-${number}`, clientId: 'id', origin: `origin-${number}` }, rejected)),
    );
    const codes = await Promise.all(tries);
    expect(exchanges).toBeLessThanOrEqual(23);
    expect(codes.filter((code) => code === 'AUTH_RATE_LIMITED')).toHaveLength(60 - exchanges);
  });

  test('let new pairs of all origins through at five a second after the first twenty', async () => {
    for (let time = 0; time < 23; time += 1) await limits.run(applicant(`new-${time}`, `origin-${time}`), granted);
    expect(clock.slept).toEqual([200, 200, 200]);
  });

  test('refuse new pairs that would wait for more than five seconds, and spare those granted before', async () => {
    limits = createSignInLimits({ ...clock, sleep: () => new Promise(() => undefined) });
    await limits.run(applicant('known', 'known'), granted);
    const outcomes: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      const pair = applicant(`new-${number}`, `origin-${number}`);
      outcomeOf(limits.run(pair, granted)).then((outcome) => outcomes.push(outcome));
    }
    await vi.waitFor(() => expect(outcomes).toHaveLength(60 - 25));
    expect(outcomes.filter((outcome) => outcome === 'AUTH_RATE_LIMITED')).toHaveLength(60 - 19 - 25);
    expect(await limits.run(applicant('known', 'known'), granted)).toBe('grant');
  });
});
