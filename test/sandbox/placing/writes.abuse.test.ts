import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { createPlacements } from '../../../src/sandbox/world/placements.ts';
import { type Caller, read, signIn, type Wire, withSandbox } from '../caller.ts';
import { AREA, orderOf, TASK } from './wishes.ts';

let sandbox: Sandbox;
let north: Caller;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 0 });
  north = await signIn(sandbox);
});
afterAll(() => sandbox.close());

const PATHS = {
  '/tasking/tasks/': TASK,
  '/tasking/analysis/can-add-order/': { ...TASK, product: 178, target: AREA, max_captures: 2 },
  '/v2/orders/': orderOf({ parameters: { start: TASK.start, end: TASK.end, min_ona: 1, revisit_period: 'P1D' } }),
  '/v2/analysis/opportunities': orderOf({ sku: 'ARCIMG-M.NN.NN', parameters: { outcome_id: 'x' } }, AREA),
};
/** Places in a body, down to its last number. */
const placesIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]))]
    : [path];
const ODD = [
  '0000-01-01T00:00:00+03:00',
  '9999-12-31T23:59:59-03:00',
  '2027-02-30T00:00:00Z',
  'P',
  '__proto__',
  '\u0000',
  -0,
  1e308,
  2 ** 53,
] as const;

test.each(Object.entries(PATHS))(
  'whatever stands anywhere in a body, %s answers it or names it',
  async (path, body) => {
    const spoiled = fc.tuple(
      fc.constantFrom(...placesIn(body)),
      fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 3 })),
    );
    await fc.assert(
      fc.asyncProperty(spoiled, async ([place, value]) => {
        const changed: Wire = structuredClone({ body });
        const names = ['body', ...place];
        const last = names.pop() ?? '';
        names.reduce((level, name) => level[name], changed)[last] = value;
        const reply = await north.post(path, changed.body);
        const answer: Wire = await reply.json();
        expect([200, 201, 400]).toContain(reply.status);
        if (reply.status === 400) expect(Object.keys(answer).length).toBeGreaterThan(0);
      }),
      { seed: 26, numRuns: 300 },
    );
  },
);

test('whatever was placed in this way can be read in every list, at once and when its life is over', async () => {
  let now = Date.now();
  await withSandbox({ itemCount: 0, now: () => now }, async (one) => {
    const caller = await signIn(one);
    for (const start of ['1000-01-01T00:00:00Z', '9999-12-31T00:00:00Z', ...ODD]) {
      await caller.post('/tasking/tasks/', { ...TASK, start, end: '9999-12-31T23:59:59.999999Z' });
    }
    expect(one.placements().length).toBeGreaterThan(1);
    for (let turn = 0; turn < 2; turn += 1) {
      for (const { id } of one.placements()) {
        expect((await caller.get(`/tasking/tasks/${id}/captures/`)).status).toBe(200);
      }
      expect((await caller.get('/telluric/scenes/')).status).toBe(200);
      now += 3_600_000;
    }
  });
});

test.each(['PATCH', 'POST', 'PUT', 'DELETE'])(
  '%s where nothing is placed is forbidden, as any unknown route',
  async (method) => {
    for (const path of ['/tasking/products/', '/tasking/tasks/1/', '/v2/orders/000383/events', '/v2/orders/1/cancel']) {
      expect((await north.send(method, path, {})).status).toBe(403);
    }
  },
);

test('a sandbox that is full of letters says so with 429, and keeps what it has', async () => {
  await withSandbox({ itemCount: 0 }, async (one) => {
    const caller = await signIn(one);
    const long = { ...TASK, project_name: 'x'.repeat(9_900_000) };
    for (let turn = 0; turn < 6; turn += 1) {
      const reply = await caller.post('/tasking/tasks/', long);
      await reply.body?.cancel();
      expect(reply.status).toBe(201);
    }
    const reply = await caller.post('/tasking/tasks/', long);
    expect([reply.status, await reply.json()]).toEqual([429, { detail: expect.stringContaining('full') }]);
    expect(one.placements()).toHaveLength(6);
    expect((await read(caller.get(`/tasking/tasks/${one.placements()[0]?.id}`))).status).toBe('received');
  });
});

test('a sandbox has room for 20,000 placements, be they ever so short', () => {
  const ground = {
    seed: 1,
    now: () => 0,
    clockRate: 1,
    tasks: [],
    passes: [],
    captures: () => new Map(),
    orders: () => [],
  };
  const placements = createPlacements(ground);
  const wish = { ...TASK, contractId: 'cont.1', target: { type: 'Point', coordinates: [0, 0] } } as const;
  let count = 0;
  while (placements.hasRoomFor(1) && count < 30_000) {
    placements.placeTask(wish);
    count += 1;
  }
  expect(count).toBe(20_000);
  expect(placements.tasks).toHaveLength(count);
});
