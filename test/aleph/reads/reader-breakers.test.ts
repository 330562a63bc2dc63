import { afterEach, describe, expect, test } from 'vitest';
import type { Aleph } from '../../../src/aleph/client.ts';
import { bearerOf, failureOf, NORTH, openAleph, SOUTH } from '../../support/aleph/upstream-aleph.ts';
import { createFakeClock } from '../../support/clock.ts';
import { type Script, sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

const OPEN_MS = 5_000;

let upstream: Upstream;
let aleph: Aleph;

const clock = createFakeClock();
const start = async (script: Script) => {
  upstream = await startUpstream(script);
  aleph = openAleph(upstream.url, { clock, timeoutMs: 2_000, breakerOpenMs: OPEN_MS });
};
afterEach(async () => {
  await aleph.close();
  await upstream.close();
});

const list = (identity: string, contractId: string, offset = 0) =>
  aleph
    .connect({ credentials: bearerOf(identity) })
    .listTasks(contractId, { limit: 5, offset })
    .then(
      () => 'answered',
      (error) => error.reason,
    );
const listMany = (times: number, ...who: readonly [string, string]) =>
  Promise.all(Array.from({ length: times }, (_, offset) => list(...who, offset)));

describe('reads of one contract that fail', () => {
  test.each<[string, Script]>([
    ['by 500', (_, response) => sendJson(response, {}, 500)],
    ['by a reset', (_, response) => void response.socket?.destroy()],
    [
      'by half an answer',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
  ])(
    '%s are rejected without a call after a while, and those of another contract are answered',
    async (_how, failure) => {
      await start((request, response) =>
        request.headers['x-satellogic-contract-id'] === NORTH
          ? failure(request, response)
          : sendJson(response, { results: [] }),
      );
      for (let round = 0; round < 3; round += 1) await listMany(12, 'x', NORTH);
      expect(await list('x', NORTH)).toBe('BREAKER_OPEN');
      const before = upstream.received.length;
      expect(await list('x', NORTH)).toBe('BREAKER_OPEN');
      expect(upstream.received.length).toBe(before);
      expect(new Set(await listMany(30, 'y', SOUTH))).toEqual(new Set(['answered']));
      expect(await list('x', SOUTH)).toBe('answered');
    },
  );

  test('are probed by a single call once the time of the breaker is over', async () => {
    await start((_, response) => sendJson(response, {}, 500));
    await listMany(20, 'x', NORTH);
    clock.advance(OPEN_MS);
    const before = upstream.received.length;
    expect(
      await failureOf(aleph.connect({ credentials: bearerOf('x') }).listTasks(NORTH, { limit: 5, offset: 0 })),
    ).toMatchObject({
      reason: 'HTTP_5XX',
      upstream: { attempts: 1 },
    });
    expect(await list('x', NORTH)).toBe('BREAKER_OPEN');
    expect(upstream.received.length).toBe(before + 1);
  });
});

describe('reads that succeed when they are tried again', () => {
  test('open no breaker, although half of all calls fail', async () => {
    const seen = new Set<string>();
    await start(({ url }, response) => {
      const isSecond = seen.has(url);
      seen.add(url);
      sendJson(response, { results: [] }, isSecond ? 200 : 503);
    });
    for (let offset = 0; offset < 30; offset += 1) expect(await list('x', NORTH, offset)).toBe('answered');
    expect(upstream.received.length).toBe(60);
  });
});
