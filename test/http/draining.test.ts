import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlephError } from '../../src/aleph/errors.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { answerAll } from '../../src/http/draining.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

interface Open {
  readonly exchange: Exchange;
  readonly aborted: AlephError[];
}

function open(): Open {
  const aborted: AlephError[] = [];
  const exchange = { headers: {}, abort: (reason: AlephError) => aborted.push(reason) } as unknown as Exchange;
  return { exchange, aborted };
}

describe('draining', () => {
  test('waits for the last reply and cuts nothing off', async () => {
    const [one, two] = [open(), open()];
    const exchanges = [one.exchange, two.exchange];
    let isDone = false;
    const drained = answerAll(exchanges).then(() => {
      isDone = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    exchanges.shift();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isDone).toBe(false);
    exchanges.shift();
    await vi.advanceTimersByTimeAsync(20);
    await drained;
    expect([...one.aborted, ...two.aborted]).toEqual([]);
  });

  test('tells clients not to use their connection again', async () => {
    const { exchange } = open();
    const drained = answerAll([exchange]);
    expect(exchange.headers).toEqual({ Connection: 'close' });
    await vi.advanceTimersByTimeAsync(30_000);
    await drained;
  });

  test('ends what is stuck after 25 seconds with an answer, and waits for that', async () => {
    const stuck = open();
    const exchanges = [stuck.exchange];
    const drained = answerAll(exchanges);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(stuck.aborted).toMatchObject([{ code: 'DEADLINE_EXCEEDED', reason: 'SHUTTING_DOWN', retryable: true }]);
    exchanges.shift();
    await vi.advanceTimersByTimeAsync(20);
    await drained;
  });

  test('gives up on who does not even take that answer', async () => {
    const drained = answerAll([open().exchange]);
    await vi.advanceTimersByTimeAsync(27_100);
    await drained;
  });
});
