import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { AlephError, type AlephErrorDetails } from '../../../src/aleph/errors.ts';
import { createRetries, type RetryLimits } from '../../../src/aleph/transport/retry.ts';
import type { Clock } from '../../../src/async/clock.ts';
import { createFakeClock } from '../../support/clock.ts';

const down = (details: AlephErrorDetails = {}) =>
  new AlephError('UPSTREAM_UNAVAILABLE', 'down', { retryable: true, ...details });

const limits = (changes: Partial<RetryLimits> = {}): RetryLimits => ({
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
  mayRetry: () => true,
  ...changes,
});

/** Fails so many times, then answers with the number of the try. */
function failing(times: number, error: () => unknown = down) {
  const tries: number[] = [];
  const attempt = async (number: number) => {
    tries.push(number);
    if (number <= times) throw error();
    return number;
  };
  return { attempt, tries };
}

/** A clock on which whoever sleeps does so until the signal aborts. */
function sleeplessClock(): Clock {
  const sleep = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  return { ...createFakeClock(), sleep };
}

describe('a read', () => {
  test('that fails twice is answered by the third try, after growing waits', async () => {
    const clock = createFakeClock(0.5);
    expect(await createRetries(clock).run(failing(2).attempt, limits())).toBe(3);
    expect(clock.slept).toEqual([50, 100]);
  });

  test('that fails always is tried three times and reports the last failure', async () => {
    const { attempt, tries } = failing(Number.POSITIVE_INFINITY);
    await expect(createRetries(createFakeClock()).run(attempt, limits())).rejects.toThrow('down');
    expect(tries).toEqual([1, 2, 3]);
  });

  test.each([0, 0.25, 0.999])('waits between nothing and the full step, by chance (%d)', async (random) => {
    const clock = createFakeClock(random);
    await createRetries(clock).run(failing(2).attempt, limits());
    expect(clock.slept).toEqual([random * 100, random * 200]);
  });

  test.each<[string, () => unknown]>([
    ['an error that is not retryable', () => down({ retryable: false })],
    ['an error from elsewhere', () => new TypeError('bug')],
    ['a sign-in that fails', () => new AlephError('AUTH_UNAVAILABLE', 'no', { retryable: true })],
    ['a sign-in that has to wait', () => new AlephError('AUTH_RATE_LIMITED', 'no', { retryable: true })],
  ])('is not tried again after %s', async (_what, error) => {
    const { attempt, tries } = failing(1, error);
    await expect(createRetries(createFakeClock()).run(attempt, limits())).rejects.toThrow();
    expect(tries).toEqual([1]);
  });

  test.each([1, 2, 5])('waits out a Retry-After of %d s', async (seconds) => {
    const clock = createFakeClock();
    const { attempt } = failing(1, () => down({ retryAfterSeconds: seconds }));
    expect(await createRetries(clock).run(attempt, limits())).toBe(2);
    expect(clock.slept).toEqual([seconds * 1_000]);
  });

  test.each([6, 3_600])('reports a Retry-After of %d s at once', async (seconds) => {
    const clock = createFakeClock();
    const { attempt } = failing(1, () => down({ retryAfterSeconds: seconds }));
    await expect(createRetries(clock).run(attempt, limits())).rejects.toMatchObject({ retryAfterSeconds: seconds });
    expect(clock.slept).toEqual([]);
  });

  test('is not tried again when the wait would pass the deadline', async () => {
    const clock = createFakeClock();
    const { attempt, tries } = failing(1, () => down({ retryAfterSeconds: 2 }));
    const deadline = clock.now() + 2_000;
    await expect(createRetries(clock).run(attempt, limits({ deadline }))).rejects.toThrow('down');
    expect(tries).toEqual([1]);
  });

  test('is not tried again when the caller may not', async () => {
    const { attempt, tries } = failing(1);
    const mayRetry = () => false;
    await expect(createRetries(createFakeClock()).run(attempt, limits({ mayRetry }))).rejects.toThrow('down');
    expect(tries).toEqual([1]);
  });
});

describe('the retry budget', () => {
  test.each([
    [3, 3],
    [10, 3],
    [20, 4],
    [100, 20],
  ])('of %d failing reads lets %d try again at once, the rest fail at their first try', async (reads, retried) => {
    const retries = createRetries(sleeplessClock());
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const runs = Array.from({ length: reads }, () => failing(1));
    const settled = Promise.allSettled(
      runs.map(({ attempt }) => retries.run(attempt, limits({ signal: controller.signal }))),
    );
    await new Promise((done) => setImmediate(done));
    controller.abort(new Error('left'));
    const reasons = (await settled).map((outcome) => outcome.status === 'rejected' && outcome.reason.message);
    expect(reasons.filter((reason) => reason === 'left')).toHaveLength(retried);
    expect(reasons.filter((reason) => reason === 'down')).toHaveLength(reads - retried);
  });

  test.each<[string, Clock, (controller: AbortController) => void]>([
    ['left while they waited', sleeplessClock(), (controller) => controller.abort(new Error('left'))],
    ['were answered', createFakeClock(), () => {}],
  ])('is whole again after reads that %s', async (_how, clock, end) => {
    let isOver = false;
    const sleep: Clock['sleep'] = async (ms, signal) => (isOver ? undefined : clock.sleep(ms, signal));
    const retries = createRetries({ ...clock, sleep });
    for (let round = 0; round < 4; round += 1) {
      const controller = new AbortController();
      const run = retries.run(failing(1).attempt, limits({ signal: controller.signal })).catch(() => undefined);
      await new Promise((done) => setImmediate(done));
      end(controller);
      await run;
    }
    isOver = true;
    expect(await retries.run(failing(1).attempt, limits())).toBe(2);
  });
});
