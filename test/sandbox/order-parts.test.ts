import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, read, SOUTH, signIn, type Wire, withSandbox } from './caller.ts';

describe('what belongs to an order', () => {
  let sandbox: Sandbox;
  let north: Caller;
  let orders: Wire[];
  const partsOf = async (order: Wire, part: string) =>
    (await read(north.get(`/v2/orders/${order.properties.order_id}/${part}`))).results;
  beforeAll(async () => {
    sandbox = await startSandbox();
    north = await signIn(sandbox);
    orders = (await read(north.get('/v2/orders/?limit=100'))).features;
  });
  afterAll(() => sandbox.close());

  test('events come oldest first, and the latest is the one that the order shows', async () => {
    const types = new Set<string>();
    for (const order of orders) {
      const events = await partsOf(order, 'events');
      const times = events.map(({ timestamp }: Wire) => timestamp);
      expect(times).toEqual(times.toSorted());
      if (order.properties.latest_event) expect(order.properties.latest_event).toEqual(events.at(-1));
      for (const event of events) {
        expect(event).toEqual({
          event_id: expect.any(String),
          type: expect.any(String),
          timestamp: expect.any(String),
          message: expect.any(String),
        });
        types.add(event.type);
      }
    }
    expect([...types]).toEqual(
      expect.arrayContaining(['OrderAccepted', 'OrderAnalysisFailed', 'OrderForceClosed', 'OrderCancellationAccepted']),
    );
  });

  test('captures are those of the task, in the words of the orders', async () => {
    const statuses = new Set<string>();
    for (const order of orders) {
      const rows = await partsOf(order, 'captures');
      const taskId = order.properties.parameters.task_id;
      const captures = taskId ? (await read(north.get(`/tasking/tasks/${taskId}/captures/`))).results : [];
      const ids = (list: Wire[]) => list.map((row) => row.capture_id);
      expect(ids(rows)).toEqual(ids(captures));
      for (const { status } of rows) statuses.add(status);
    }
    expect(statuses).toContain('acquired');
    expect(statuses).not.toContain('published');
  });

  test('one order is closed by a cancellation, as its latest event and report say, and has no deliverables', async () => {
    const canceled = orders.filter(
      ({ properties: { status, latest_event: event } }) =>
        status === 'closed' && event?.type === 'OrderCancellationAccepted',
    );
    expect(canceled).toHaveLength(1);
    expect(JSON.stringify(canceled[0].properties.status_report)).toContain('Canceled on request');
    expect(await partsOf(canceled[0], 'deliverables')).toEqual([]);
    expect((await partsOf(canceled[0], 'events')).at(-1)).toEqual(canceled[0].properties.latest_event);
  });

  test('one closed order is delivered in part', async () => {
    const statuses = await Promise.all(
      orders
        .filter(({ properties: { status } }) => status === 'closed')
        .map(async (order) => (await partsOf(order, 'deliverables')).map(({ status }: Wire) => status).join()),
    );
    expect(statuses.filter((text) => text === 'DELIVERED,FAILED')).toHaveLength(1);
  });

  test('a closed order has a delivered deliverable, lost ones alone, or none', async () => {
    const outcomes = new Set<string>();
    for (const order of orders) {
      const statuses = (await partsOf(order, 'deliverables')).map(({ status }: Wire) => status);
      const isDelivered = statuses.includes('DELIVERED');
      if (order.properties.status === 'closed') {
        outcomes.add(isDelivered ? 'delivered' : statuses.length > 0 ? 'lost' : 'none');
      } else {
        expect(isDelivered).toBe(false);
      }
    }
    expect(outcomes).toEqual(new Set(['delivered', 'lost', 'none']));
  });

  test('deliverables are found by their id, and only under their own contract', async () => {
    const south = await signIn(sandbox, SOUTH);
    for (const order of orders) {
      for (const row of await partsOf(order, 'deliverables')) {
        expect(row.order).toBe(order.properties.order_id);
        expect(row.deliverable_id).toMatch(/^deliv\.[0-9a-f-]{36}$/);
        expect(await read(north.get(`/v2/deliverables/${row.deliverable_id}`))).toEqual(row);
        expect((await south.get(`/v2/deliverables/${row.deliverable_id}`)).status).toBe(404);
      }
    }
  });

  test('delivered files come as addresses or as objects with one, and lead to what they say', async () => {
    const rows = (await Promise.all(orders.map((order) => partsOf(order, 'deliverables')))).flat();
    const delivered = rows.filter(({ status }) => status === 'DELIVERED');
    const values = delivered.flatMap(({ assets }) => Object.entries<Wire>(assets));
    expect(new Set(values.map(([, value]) => typeof value))).toEqual(new Set(['string', 'object']));
    expect(values.some(([key]) => key === 'analytics_vessels')).toBe(true);
    for (const [key, value] of values) {
      const href = typeof value === 'string' ? value : value.href;
      const isOpen = key === 'preview' || key === 'thumbnail';
      expect(new URL(href).pathname.split('/').slice(1, -2)).toEqual(
        isOpen ? ['assets', 'signed', 'deliverables'] : ['assets', 'deliverables'],
      );
      const reply = isOpen ? await fetch(href) : await north.get(href);
      expect(reply.status).toBe(200);
    }
    expect(
      rows.filter(({ status }) => status !== 'DELIVERED').every(({ assets }) => Object.keys(assets).length === 0),
    ).toBe(true);
  });

  test('a delivered file needs both headers of its own contract', async () => {
    const rows = (await Promise.all(orders.map((order) => partsOf(order, 'deliverables')))).flat();
    const { assets } = rows.find(({ status }) => status === 'DELIVERED');
    const href = assets.visual.href ?? assets.visual;
    expect((await fetch(href)).status).toBe(401);
    expect((await (await signIn(sandbox, SOUTH)).get(href)).status).toBe(404);
    expect((await north.get(href.replace('/visual?', '/nothing?'))).status).toBe(404);
  });

  test.each(['events', 'captures', 'deliverables'])('%s of an order of nobody are not found', async (part) => {
    expect((await north.get(`/v2/orders/999999/${part}`)).status).toBe(404);
  });
});

test.each([
  ['features', (body: Wire) => body.features.map(({ properties }: Wire) => properties)],
  ['array', (body: Wire) => body],
] as const)('by switch they come as %s, under other names', async (orderPartsEnvelope, rowsOf) => {
  const guesses = { orderPartsEnvelope, orderPartNames: 'short' } as const;
  await withSandbox({ itemCount: 2000, guesses }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const [order] = (await read(caller.get('/v2/orders/?query=closed&limit=100'))).features.filter(
      ({ properties }: Wire) => properties.sku.startsWith('TSK') && properties.latest_event?.type === 'OrderClosed',
    );
    const part = async (name: string) =>
      rowsOf(await read(caller.get(`/v2/orders/${order.properties.order_id}/${name}`)));
    const [events, captures, deliverables] = [await part('events'), await part('captures'), await part('deliverables')];
    expect(Object.keys(events[0])).toEqual(['id', 'type', 'timestamp', 'message']);
    expect(Object.keys(captures[0]).slice(0, 2)).toEqual(['id', 'state']);
    const single = await read(caller.get(`/v2/deliverables/${deliverables[0].deliverable_id}`));
    expect(orderPartsEnvelope === 'features' ? single.properties : single).toEqual(deliverables[0]);
  });
});
