import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { send, untilAsked } from '../support/facade/http.ts';

/** The samples of one metric, by their labels. */
async function samplesOf({ url }: Facade, name: string): Promise<Record<string, number>> {
  const { body } = await send(`${url}/metrics`);
  const lines: string[] = body.split('\n').filter((line: string) => line.match(`^aleph_graphql_${name}[{ ]`));
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels = '', value] = /^[a-z_]+(\{.*\})? (\S+)$/.exec(line) ?? [];
      return [labels, Number(value)];
    }),
  );
}

describe('the figures', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  afterAll(() => facade.close());

  test('are in the text format of Prometheus, and not stored', async () => {
    const { status, headers, body } = await send(`${facade.url}/metrics`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toContain('# TYPE aleph_graphql_requests_total counter');
  });

  test('count requests by code and kind, calls by service and status, exchanges, and reads that were shared', async () => {
    facade.sandbox.inject({ path: '/tasking/products', times: 1, answer: { kind: 'status', status: 403 } });
    await facade.ask('{ contracts { id } }', {}, SOUTH);
    await facade.ask('{ contracts { id } again: contracts { name taskingProducts { name } } }', {}, SOUTH);
    await facade.ask('{ contracts { id } }', {}, {});

    const requests = await samplesOf(facade, 'requests_total');
    expect(requests['{code="OK",kind="query"}']).toBe(1);
    expect(requests['{code="FORBIDDEN",kind="query"}']).toBe(1);
    expect(requests['{code="CREDENTIALS_MISSING",kind="query"}']).toBe(1);
    expect(await samplesOf(facade, 'upstream_calls_total')).toEqual({
      '{service="auth",status="200"}': 1,
      '{service="contracts",status="200"}': 1,
      '{service="products",status="403"}': 1,
    });
    expect(await samplesOf(facade, 'token_exchanges_total')).toEqual({ '{status="200"}': 1 });
    expect(await samplesOf(facade, 'shared_reads_total')).toEqual({ '': 1 });
  });

  test('tell how many operations are at work', async () => {
    facade.sandbox.inject({ path: '/tasking/products', times: 1, latencyMs: 300 });
    facade.sandbox.resetCalls();
    const working = facade.ask('{ contracts { taskingProducts { name } } }', {}, NORTH);
    await untilAsked(facade, '/tasking/products');
    expect(await samplesOf(facade, 'operations_at_work')).toEqual({ '': 1 });
    await working;
    expect(await samplesOf(facade, 'operations_at_work')).toEqual({ '': 0 });
  });

  test('tell the memory and the lateness of the process', async () => {
    for (const name of ['heap_used_bytes', 'resident_memory_bytes']) {
      expect((await samplesOf(facade, name))['']).toBeGreaterThan(1_000_000);
    }
    expect((await samplesOf(facade, 'event_loop_delay_seconds'))['']).toBeGreaterThanOrEqual(0);
  });

  test('grow by no label that a caller chooses', async () => {
    const before = (await send(`${facade.url}/metrics`)).body;
    for (const name of ['One', 'Two', 'Three']) {
      await facade.ask(`query ${name} { __typename }`, {}, { authorization: `Bearer ${name}` });
      await send(`${facade.url}/graphql?${name}`, { method: 'PUT' });
    }
    const after = (await send(`${facade.url}/metrics`)).body;
    const seriesOf = (text: string) => text.split('\n').map((line) => line.replace(/ \S+$/, ''));
    const added = seriesOf(after).filter((series) => !seriesOf(before).includes(series));
    expect(added.filter((series) => !/code="METHOD_NOT_ALLOWED"/.test(series))).toEqual([]);
    expect(after).not.toMatch(/sandbox-north|One|127\.0\.0\.1/);
  });

  test('count what was shed, and why', async () => {
    const busy = await startFacade({ sandbox: { itemCount: 10 }, config: { maxConcurrent: 1 } });
    busy.sandbox.inject({ path: '/tasking/products', times: 1, latencyMs: 1_800 });
    const working = busy.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
    await untilAsked(busy, '/tasking/products');
    await busy.ask('{ contracts { id } }');
    expect(await samplesOf(busy, 'sheds_total')).toEqual({ '{reason="QUEUE_WAIT"}': 1 });
    await working;
    await busy.close();
  });
});
