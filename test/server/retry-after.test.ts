import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultAnswer } from '../../src/sandbox/http/faults.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import { type Facade, SOUTH, startFacade } from '../support/facade/facade.ts';
import { errorsOf } from '../support/facade/http.ts';

const PRODUCTS = '/tasking/products';
const QUERY = '{ contracts { id taskingProducts { name } } }';
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();

/** What Aleph may say, and the fewest and most seconds that callers may be told. */
const FORMS: readonly (readonly [string, string, readonly [number, number] | undefined])[] = [
  ['seconds', '7', [7, 7]],
  ['more than an hour', '86400', [3_600, 3_600]],
  ['a date to come', inSeconds(600), [1, 600]],
  ['a date next year', inSeconds(365 * 86_400), [3_600, 3_600]],
  ['a date that has passed', 'Thu, 01 Jan 2026 00:00:00 GMT', undefined],
  ['zero', '0', undefined],
  ['less than zero', '-5', undefined],
  ['a fraction', '1.5', undefined],
  ['text', 'abc', undefined],
  ['twenty digits', '9'.repeat(20), undefined],
  ['nothing', '', undefined],
];

describe('a wait that Aleph asks for', () => {
  let clock: FakeClock;
  let facade: Facade;

  beforeEach(async () => {
    clock = createFakeClock();
    facade = await startFacade({ sandbox: { itemCount: 10 }, clock });
  });
  afterEach(() => facade.close());

  const limited = (retryAfter: string): FaultAnswer => ({
    kind: 'status',
    status: 429,
    headers: { 'retry-after': retryAfter },
  });

  test.each(FORMS)('as %s empties the field, which says for how long', async (_what, header, range) => {
    facade.sandbox.inject({ path: PRODUCTS, answer: limited(header) });

    const answer = await facade.ask(QUERY, {}, SOUTH);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.body.data.contracts).toEqual([{ id: expect.any(String), taskingProducts: null }]);
    const [error = {}] = errorsOf(answer);
    expect(error).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryable: true });
    expectWithin(error['retryAfterSeconds'], range);
    const isToldToLeave = range !== undefined;
    expect(facade.upstreamCalls().filter((call) => call.endsWith(PRODUCTS))).toHaveLength(isToldToLeave ? 1 : 3);
  });

  test.each(FORMS)('as %s at the sign-in refuses the request, and a header says for how long', async (...form) => {
    const [, header, range] = form;
    facade.sandbox.inject({ path: '/oauth/token', answer: limited(header) });

    const answer = await facade.ask(QUERY, {}, SOUTH);

    expect(answer.status).toBe(429);
    const [error = {}] = errorsOf(answer);
    expect(error).toMatchObject({ code: 'AUTH_RATE_LIMITED', retryable: true });
    expectWithin(error['retryAfterSeconds'], range);
    expect(answer.headers.get('retry-after')).toBe(error['retryAfterSeconds']?.toString() ?? null);
    expect(facade.tokenCalls()).toBe(1);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('of two seconds is waited out, and then there is an answer', async () => {
    facade.sandbox.inject({ path: PRODUCTS, answer: limited('2'), times: 1 });

    const { body } = await facade.ask(QUERY, {}, SOUTH);

    expect(body.errors).toBeUndefined();
    expect(clock.slept).toEqual([2_000]);
  });

  test('of an hour holds back nobody: the next request of the same caller is made at once', async () => {
    facade.sandbox.inject({ path: PRODUCTS, answer: limited('3600'), times: 1 });
    await facade.ask(QUERY, {}, SOUTH);
    facade.sandbox.resetCalls();

    const { body } = await facade.ask(QUERY, {}, SOUTH);

    expect(body.errors).toBeUndefined();
    expect(facade.upstreamCalls()).toContain(`GET ${PRODUCTS}`);
    expect(clock.slept).toEqual([]);
  });
});

function expectWithin(seconds: unknown, range: readonly [number, number] | undefined): void {
  if (range === undefined) {
    expect(seconds).toBeUndefined();
    return;
  }
  const [least, most] = range;
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThanOrEqual(most);
}
