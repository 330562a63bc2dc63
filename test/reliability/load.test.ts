import { describe, expect, test } from 'vitest';
import { openClients, runLoad } from '../../reliability/load/load.ts';
import { goodShare, isGood, isShed, kindsOf, latencyMs } from '../../reliability/load/outcomes.ts';
import { sendJson, startUpstream } from '../support/upstream/upstream.ts';

describe('an open-loop load', () => {
  test('sends what is due while nothing is answered, from several addresses', async () => {
    const waiting: (() => void)[] = [];
    const server = await startUpstream((_, response) => {
      waiting.push(() => sendJson(response, { data: {} }));
      // Whoever waited for replies before going on would wait here for ever.
      if (waiting.length === 30) for (const answer of waiting) answer();
    });
    const clients = openClients(server.url, { addresses: 3, connectionsEach: 10 });

    const outcomes = await runLoad({ clients, ratePerSecond: 300, seconds: 0.1, ask: () => ({ query: '{ a }' }) });

    expect(outcomes).toHaveLength(30);
    expect(goodShare(outcomes)).toBe(1);
    await clients.close();
    await server.close();
  });

  test('tells answers, errors inside answers, refusals for want of room and lost replies apart', async () => {
    const server = await startUpstream(({ body }, response) => {
      if (body.includes('waits')) return;
      if (body.includes('lost')) response.destroy();
      else if (body.includes('shed')) sendJson(response, errors('OVERLOADED'), 503, { 'retry-after': '1' });
      else sendJson(response, body.includes('fails') ? { ...errors('UPSTREAM_TIMEOUT'), data: {} } : { data: {} });
    });
    const clients = openClients(server.url, { addresses: 1 });
    const queries = ['{ fine }', '{ fails }', '{ shed }', '{ lost }'];

    const asks = queries.map((query) => clients.ask({ query }));
    const outcomes = await Promise.all([...asks, clients.ask({ query: '{ waits }', leavesAfterMs: 1 })]);

    expect(kindsOf(outcomes)).toBe(
      '200 ×1, 200 UPSTREAM_TIMEOUT ×1, 503 OVERLOADED ×1, no reply UND_ERR_SOCKET ×1, no reply LEFT ×1',
    );
    expect(outcomes.map(isGood)).toEqual([true, false, false, false, false]);
    expect(outcomes.map(isShed)).toEqual([false, false, true, false, false]);
    await clients.close();
    await server.close();
  });

  test('is summed up by the latency that a share of the replies stays within', () => {
    const outcomes = Array.from({ length: 100 }, (_, index) => {
      return {
        dueAt: 0,
        sentAt: 0,
        ms: 100 - index,
        status: 200,
        code: undefined,
        reason: undefined,
        retryAfter: undefined,
      };
    });

    expect(latencyMs(outcomes, 0.5)).toBe(51);
    expect(latencyMs(outcomes, 0.99)).toBe(100);
    expect(latencyMs([], 0.99)).toBe(0);
  });
});

function errors(code: string) {
  return { errors: [{ message: 'no', extensions: { code } }] };
}
