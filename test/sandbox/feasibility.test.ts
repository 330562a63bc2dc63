import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, read, signIn, type Wire, withSandbox } from './caller.ts';

const PATH = '/tasking/analysis/can-add-order/';
const PLAN = {
  task_name: 'Harbour',
  project_name: 'Ports',
  product: 169,
  target: { type: 'Point', coordinates: [2.16, 41.36] },
  start: '2026-10-01T00:00:00',
  end: '2026-10-21T00:00:00+03:00',
};
const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [2, 41],
      [2.1, 41],
      [2, 41.1],
      [2, 41],
    ],
  ],
};

describe('POST /tasking/analysis/can-add-order', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 0 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('a sound plan gets a few opportunities within its window, the same each time', async () => {
    const answer = await read(north.post(PATH, PLAN));
    expect(answer).toEqual({ can_add_order: true, opportunities: expect.any(Array) });
    expect(answer.opportunities).toHaveLength(5);
    for (const { start, end, sun_elevation: sun } of answer.opportunities) {
      expect(Date.parse(start)).toBeGreaterThan(Date.parse(`${PLAN.start}Z`));
      expect(Date.parse(end)).toBeGreaterThan(Date.parse(start));
      expect(Date.parse(end)).toBeLessThan(Date.parse(PLAN.end));
      expect(sun).toBeGreaterThan(8);
    }
    expect(await read(north.post(PATH, PLAN))).toEqual(answer);
    expect((await read(north.get('/tasking/tasks/?task_name=Harbour'))).count).toBe(0);
  });

  test('max_captures bounds how many there are', async () => {
    const answer = await read(north.post(PATH, { ...PLAN, max_captures: 2 }));
    expect(answer.opportunities).toHaveLength(2);
  });

  test('in the polar night there is none', async () => {
    const dark = {
      ...PLAN,
      target: { type: 'Point', coordinates: [15.64, 78.22] },
      start: '2026-12-01T00:00:00Z',
      end: '2026-12-31T00:00:00Z',
    };
    expect(await read(north.post(PATH, dark))).toEqual({ can_add_order: false, opportunities: [] });
  });

  test('an area product takes a polygon', async () => {
    expect((await north.post(PATH, { ...PLAN, product: 178, target: AREA })).status).toBe(200);
  });

  test.each<[string[], object]>([
    [['product'], { product: 220 }],
    [['product'], { product: '169' }],
    [['target'], { target: AREA }],
    [['target'], { target: { type: 'Point', coordinates: [200, 0] } }],
    [['target'], { target: null }],
    [['start'], { start: 'soon' }],
    [['end'], { end: '2026-09-01T00:00:00Z' }],
    [['end', 'task_name'], { end: 5, task_name: undefined }],
  ])('what is wrong is told by member: %j of %j', async (names, changes) => {
    const reply = await north.post(PATH, { ...PLAN, ...changes });
    const complaints: Wire = await reply.json();
    expect([reply.status, Object.keys(complaints).sort()]).toEqual([400, names]);
    for (const complaint of Object.values(complaints)) expect(complaint).toEqual([expect.any(String)]);
  });

  test('a body that is no object lacks everything', async () => {
    const complaints = await read(north.post(PATH, []));
    expect(complaints.task_name).toEqual(['This field is required.']);
    expect(Object.keys(complaints)).toHaveLength(6);
  });
});

test.each([
  ['results', (body: Wire) => body.results],
  ['array', (body: Wire) => body],
] as const)('by switch opportunities come as %s', async (feasibility, rows) => {
  await withSandbox({ itemCount: 0, guesses: { feasibility } }, async (sandbox) => {
    const answer = await read((await signIn(sandbox)).post(PATH, PLAN));
    expect(rows(answer)).toHaveLength(5);
  });
});
