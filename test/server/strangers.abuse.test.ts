import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { untilAsked } from '../support/facade/http.ts';

const QUERY = '{ contracts { id } }';

describe('strangers with made-up credentials', () => {
  let facade: Facade;

  beforeEach(async () => {
    facade = await startFacade({
      sandbox: { itemCount: 10 },
      config: { maxConcurrent: 20, maxConcurrentPerCaller: 5, trustedProxies: ['127.0.0.1'] },
    });
    expect((await facade.ask(QUERY)).status).toBe(200);
    facade.sandbox.resetCalls();
  });
  afterEach(() => facade.close());

  const from = (n: number) => ({ 'x-forwarded-for': `2001:db8:0:${n.toString(16)}::1` });

  test.each([
    ['bearers of one address', '/contracts', (n: number) => ({ authorization: `Bearer made-up-${n}` })],
    [
      'bearers of fifty addresses',
      '/contracts',
      (n: number) => ({ authorization: `Bearer made-up-${n}`, ...from(n % 50) }),
    ],
    [
      'pairs of fifty addresses',
      '/oauth/token',
      (n: number) => ({ 'x-aleph-client-id': `id-${n}`, 'x-aleph-client-secret': 'made-up', ...from(n % 50) }),
    ],
  ])('as %s take no place from a known caller while Aleph judges them', async (_who, path, credentialsOf) => {
    facade.sandbox.inject({ path, latencyMs: 300 });
    const strangers = Array.from({ length: 100 }, (_, n) => facade.ask(QUERY, {}, credentialsOf(n)));
    await untilAsked(facade, path, 4);
    for (let time = 0; time < 40; time += 1) {
      const { status } = await facade.ask('{ contracts { id name } }', {}, { ...NORTH, ...from(999) });
      expect(status).toBe(200);
    }
    const statuses = (await Promise.all(strangers)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 401 && status !== 429 && status !== 503)).toEqual([]);
    expect(statuses).toContain(401);
    expect(facade.upstreamCalls().length).toBeLessThanOrEqual(100);
  });

  test('of one IPv6 network count as one address', async () => {
    const codes = new Map<number, number>();
    for (let n = 0; n < 70; n += 1) {
      const address = { 'x-forwarded-for': `2001:db8:0:7::${n.toString(16)}` };
      const { status } = await facade.ask(QUERY, {}, { authorization: `Bearer made-up-${n}`, ...address });
      codes.set(status, (codes.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(codes)).toEqual({ 401: 60, 429: 10 });
    expect(facade.upstreamCalls()).toHaveLength(60);
  });
});
