import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { schedule, schedulingDelayMs, yieldToConnections } from '../../src/async/fair-scheduler.ts';
import { block } from '../support/event-loop.ts';

describe('turns', () => {
  /** In which turn of the event loop each of five pieces of work came, that take so long. */
  async function turnsOf(ms: number): Promise<readonly number[]> {
    let turn = 0;
    let isCounting = true;
    const count = () => {
      turn += 1;
      if (isCounting) setImmediate(count);
    };
    setImmediate(count);
    const turns: number[] = [];
    const work = async () => {
      await schedule();
      turns.push(turn);
      block(ms);
    };
    await Promise.all(Array.from({ length: 5 }, work));
    isCounting = false;
    return turns;
  }

  test('come in order of asking, one in each turn of the event loop where work is heavy', async () => {
    const turns = await turnsOf(5);
    expect(new Set(turns).size).toBe(5);
    expect(turns).toEqual(turns.toSorted((one, other) => one - other));
  });

  test('come several in one turn of the event loop where there is little to do', async () => {
    await turnsOf(0);
    expect(new Set(await turnsOf(0)).size).toBeLessThan(5);
  });

  test('are never given to one caller twice in a row while another waits', async () => {
    const order: string[] = [];
    const work = async (caller: string) => {
      await schedule(caller);
      order.push(caller);
    };
    await Promise.all(['crowd', 'crowd', 'crowd', 'crowd', 'a', 'b'].map(work));
    expect(order).toEqual(['crowd', 'a', 'crowd', 'b', 'crowd', 'crowd']);
  });

  test('are given to light work first, and to heavy work no later than the turn after', async () => {
    const order: string[] = [];
    const heavy = async (caller: string) => {
      await schedule(caller, true);
      order.push('heavy');
      block(5);
    };
    const light = async (caller: string, ms: number) => {
      await schedule(caller);
      order.push('light');
      block(ms);
    };
    await new Promise((done) => setImmediate(() => setImmediate(done)));
    const heavyWork = Array.from({ length: 4 }, () => heavy('dashboard'));
    await Promise.all([...heavyWork, ...Array.from({ length: 4 }, () => light('another', 0))]);
    expect(order.slice(0, 4)).toEqual(Array(4).fill('light'));
    order.length = 0;
    const moreHeavyWork = Array.from({ length: 4 }, () => heavy('dashboard'));
    await Promise.all([...moreHeavyWork, ...Array.from({ length: 8 }, () => light('another', 3))]);
    expect(order.slice(0, 8)).toEqual(['light', 'heavy', 'light', 'heavy', 'light', 'heavy', 'light', 'heavy']);
  });

  test('let a request be answered between heavy work', async () => {
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const order: string[] = [];
    const answered = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).then(() =>
      order.push('reply'),
    );
    const heavy = Array.from({ length: 30 }, async () => {
      await schedule();
      block(10);
      order.push('work');
    });
    await Promise.all([answered, ...heavy]);
    server.close();
    expect(order.indexOf('reply')).toBeLessThan(29);
  });

  test('come later while connections come in, though not for ever', async () => {
    let turn = 0;
    let isOver = false;
    const arrive = () => {
      turn += 1;
      yieldToConnections();
      if (!isOver) setImmediate(arrive);
    };
    arrive();
    await schedule();
    isOver = true;
    expect(turn).toBeGreaterThan(15);
    expect(turn).toBeLessThan(30);
  });

  test('tell how long work has waited lately, and forget it while none waits', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await schedule();
        block(10);
      }),
    );
    expect(schedulingDelayMs()).toBeGreaterThan(50);
    await vi.waitFor(() => expect(schedulingDelayMs()).toBeLessThan(1), 5_000);
  });
});
