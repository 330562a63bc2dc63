import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlephError } from '../../src/aleph/errors.ts';
import { answerAll } from '../../src/http/draining.ts';
import type { Exchange } from '../../src/http/exchange.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

interface Open {
  readonly exchange: Exchange;
  readonly headers: Map<string, string>;
  readonly aborted: AlephError[];
}

function open(headersSent = false): Open {
  const headers = new Map<string, string>();
  const aborted: AlephError[] = [];
  const response = Object.assign(new EventEmitter(), {
    headersSent,
    setHeader: (name: string, value: string) => headers.set(name, value),
  }) as unknown as ServerResponse;
  const exchange = { response, abort: (reason: AlephError) => aborted.push(reason) } as unknown as Exchange;
  return { exchange, headers, aborted };
}

describe('draining', () => {
  test('waits for the last reply and cuts nothing off', async () => {
    const [one, two] = [open(), open()];
    const exchanges = new Set([one.exchange, two.exchange]);
    let isDone = false;
    const drained = answerAll(exchanges).then(() => {
      isDone = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    exchanges.delete(one.exchange);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isDone).toBe(false);
    exchanges.delete(two.exchange);
    await vi.advanceTimersByTimeAsync(20);
    await drained;
    expect([...one.aborted, ...two.aborted]).toEqual([]);
  });

  test('tells clients not to use their connection again, unless their reply has begun', async () => {
    const [fresh, begun] = [open(), open(true)];
    const drained = answerAll(new Set([fresh.exchange, begun.exchange]));
    expect(fresh.headers.get('Connection')).toBe('close');
    expect(begun.headers.size).toBe(0);
    await vi.advanceTimersByTimeAsync(30_000);
    await drained;
  });

  test('ends what is stuck after 25 seconds with an answer, and waits for that', async () => {
    const stuck = open();
    const exchanges = new Set([stuck.exchange]);
    const drained = answerAll(exchanges);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(stuck.aborted).toMatchObject([{ code: 'DEADLINE_EXCEEDED', reason: 'SHUTTING_DOWN', retryable: true }]);
    exchanges.delete(stuck.exchange);
    await vi.advanceTimersByTimeAsync(20);
    await drained;
  });

  test('gives up on who does not even take that answer', async () => {
    const drained = answerAll(new Set([open().exchange]));
    await vi.advanceTimersByTimeAsync(27_100);
    await drained;
  });
});
