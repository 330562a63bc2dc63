import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { type Rest, restOf } from '../support/sandbox/rest.ts';
import { HARBOUR, PORTS } from '../support/sandbox/world.ts';

/** One order of each fate, under Ports. */
const DELIVERED = '005077';
const FATES = [
  { orderId: DELIVERED, statusText: 'closed', outcome: 'DELIVERED' },
  { orderId: '007271', statusText: 'closed', outcome: 'DELIVERED' },
  { orderId: '007144', statusText: 'closed', outcome: 'DELIVERED' },
  { orderId: '001151', statusText: 'closed', outcome: 'NOT_DELIVERED' },
  { orderId: '002182', statusText: 'closed', outcome: 'NOT_DELIVERED' },
  { orderId: '011872', statusText: 'closed', outcome: 'PARTLY_DELIVERED' },
  { orderId: '001686', statusText: 'canceled', outcome: 'CANCELED' },
  { orderId: '000760', statusText: 'received', outcome: 'PENDING' },
  { orderId: '007349', statusText: 'in_progress', outcome: 'PENDING' },
  { orderId: '008426', statusText: 'submitted', outcome: 'PENDING' },
] as const;

let facade: Facade;
let rest: Rest;

beforeAll(async () => {
  facade = await startFacade();
  rest = await restOf(facade.sandbox);
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => {
  facade.sandbox.clearFaults();
  facade.sandbox.resetCalls();
});

const order = (orderId: string, fields: string) =>
  `{ contract(id: "${PORTS}") { order(orderId: "${orderId}") { ${fields} } } }`;
const callsBelow = (orderId: string) =>
  facade.upstreamCalls().filter((call) => call.includes(`/v2/orders/${orderId}/`));

describe('the outcome of an order', () => {
  test.each(FATES)('that is $statusText ($orderId) is $outcome', async ({ orderId, statusText, outcome }) => {
    const { body } = await facade.ask(order(orderId, 'statusText outcome'));
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.order).toEqual({ statusText, outcome });
    expect(callsBelow(orderId)).toEqual(statusText === 'closed' ? [`GET /v2/orders/${orderId}/deliverables`] : []);
  });

  test('that was closed by a cancellation is CANCELED, without a call', async () => {
    const { body } = await facade.ask(order('011769', 'statusText outcome'));
    expect(body.data.contract.order).toEqual({ statusText: 'closed', outcome: 'CANCELED' });
    expect(callsBelow('011769')).toEqual([]);
  });

  test.each<[string, unknown[], string]>([
    ['a delivered one whose files cannot be read', [{ id: 99, status: 'DELIVERED', assets: {} }], 'DELIVERED'],
    ['one by its state', [{ deliverable_id: 'd', state: 'delivered' }], 'DELIVERED'],
    [
      'a delivered and a rejected one',
      [
        { id: 'a', status: 'DELIVERED' },
        { id: 'b', status: 'REJECTED' },
      ],
      'DELIVERED',
    ],
    [
      'a delivered and a failed one',
      [
        { id: 'a', status: 'DELIVERED' },
        { id: 'b', status: 'FAILED' },
      ],
      'PARTLY_DELIVERED',
    ],
    ['none', [], 'NOT_DELIVERED'],
    ['one that failed', [{ id: 'a', status: 'error' }], 'NOT_DELIVERED'],
    ['one without a status', [{ id: 'a' }], 'UNKNOWN'],
    ['one in a new status', [{ id: 'a', status: 'ARCHIVED' }], 'UNKNOWN'],
    ['a failed one and one that was lost', [{ id: 'a', status: 'FAILED' }, { status: 'DELIVERED' }], 'UNKNOWN'],
    ['a delivered one and one that was lost', [{ id: 'a', status: 'DELIVERED' }, null], 'UNKNOWN'],
  ])('with %s is judged by what can be read', async (_what, results, outcome) => {
    const path = `/v2/orders/${DELIVERED}/deliverables`;
    facade.sandbox.inject({ path, answer: { kind: 'json', body: { results } } });
    const { body } = await facade.ask(order(DELIVERED, 'outcome'));
    expect(body.data.contract.order).toEqual({ outcome });
  });

  test.each<[string, object, string]>([
    ['a cancellation that was accepted', { latest_event: { type: 'OrderCancellationAccepted' } }, 'CANCELED'],
    ['a report in words', { status_report: 'Order cancelled by the customer' }, 'CANCELED'],
    ['a report with an outcome', { status_report: { outcome: 'CANCELED' } }, 'CANCELED'],
    ['a cancellation that was asked for only', { latest_event: { type: 'OrderCancellationRequested' } }, 'DELIVERED'],
    ['a cancellation that was turned down', { latest_event: { type: 'OrderCancellationRejected' } }, 'DELIVERED'],
    ['a report that it was not', { status_report: 'Could not be canceled any more' }, 'DELIVERED'],
  ])('closed with %s is told by that', async (_what, changes, outcome) => {
    const row = await rest.get(`/v2/orders/${DELIVERED}`, PORTS);
    const properties = { ...row.properties, latest_event: null, status_report: null, ...changes };
    facade.sandbox.inject({ path: `/v2/orders/${DELIVERED}`, answer: { kind: 'json', body: { ...row, properties } } });
    const { body } = await facade.ask(order(DELIVERED, 'outcome'));
    expect(body.data.contract.order).toEqual({ outcome });
  });

  test('in a status that is not known is UNKNOWN, without a call', async () => {
    const row = await rest.get(`/v2/orders/${DELIVERED}`, PORTS);
    const answer = { kind: 'json', body: { ...row, properties: { ...row.properties, status: 'on_hold' } } } as const;
    facade.sandbox.resetCalls();
    facade.sandbox.inject({ path: `/v2/orders/${DELIVERED}`, answer });
    const { body } = await facade.ask(order(DELIVERED, 'statusText outcome'));
    expect(body.data.contract.order).toEqual({ statusText: 'on_hold', outcome: 'UNKNOWN' });
    expect(callsBelow(DELIVERED)).toEqual([]);
  });

  test('costs a call for each closed order of a page, which its deliverables share', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { orders(first: 100) { nodes { statusText outcome } } } }`,
    );
    const closed = body.data.contract.orders.nodes.filter(
      ({ statusText, outcome }: Record<string, string>) => statusText === 'closed' && outcome !== 'CANCELED',
    );
    expect(closed.length).toBeGreaterThan(5);
    expect(facade.upstreamCalls()).toHaveLength(1 + closed.length);
    expect(body.extensions.aleph.totals.upstreamCalls).toBe(1 + closed.length);
    facade.sandbox.resetCalls();
    await facade.ask(order(DELIVERED, 'outcome deliverables { statusText } again: outcome'));
    expect(callsBelow(DELIVERED)).toEqual([`GET /v2/orders/${DELIVERED}/deliverables`]);
  });

  test('is null where the deliverables cannot be read, and the order stands', async () => {
    facade.sandbox.inject({ path: '/v2/orders/*/deliverables', answer: { kind: 'status', status: 403, body: {} } });
    const { body } = await facade.ask(order(DELIVERED, 'orderId outcome'));
    expect(body.data.contract.order).toEqual({ orderId: DELIVERED, outcome: null });
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({
      path: ['contract', 'order', 'outcome'],
      extensions: { code: 'FORBIDDEN', upstream: { service: 'orders', status: 403 } },
    });
  });
});

describe('an order', () => {
  test('has its events, captures and deliverables for a call apiece', async () => {
    const [events, captures, deliverables] = await Promise.all(
      ['events', 'captures', 'deliverables'].map(async (part) => {
        const { results } = await rest.get(`/v2/orders/${DELIVERED}/${part}`, PORTS);
        return results;
      }),
    );
    facade.sandbox.resetCalls();
    const { body } = await facade.ask(
      order(
        DELIVERED,
        'events { eventId type timestamp } captures { captureId statusText } deliverables { deliverableId statusText }',
      ),
    );
    expect(body.errors).toBeUndefined();
    expect(events.length).toBeGreaterThan(1);
    expect(captures.length).toBeGreaterThan(1);
    expect(body.data.contract.order).toEqual({
      events: events.map((row: Record<string, string>) => ({
        eventId: row['event_id'],
        type: row['type'],
        timestamp: new Date(String(row['timestamp'])).toISOString(),
      })),
      captures: captures.map((row: Record<string, string>) => ({
        captureId: row['capture_id'],
        statusText: row['status'],
      })),
      deliverables: deliverables.map((row: Record<string, string>) => ({
        deliverableId: row['deliverable_id'],
        statusText: row['status'],
      })),
    });
    expect(callsBelow(DELIVERED).sort()).toEqual(
      ['captures', 'deliverables', 'events'].map((part) => `GET /v2/orders/${DELIVERED}/${part}`),
    );
  });

  test('has the files of its deliverables, which say how they are loaded', async () => {
    const { body } = await facade.ask(order(DELIVERED, 'deliverables { id assets { id key href access type } }'));
    const [{ assets, id }, other] = body.data.contract.order.deliverables;
    expect(id).not.toBe(other.id);
    expect(assets.map(({ key }: { key: string }) => key)).toEqual(expect.arrayContaining(['visual', 'preview']));
    expect(assets.find(({ key }: { key: string }) => key === 'visual').access).toBe('HEADERS');
    expect(assets.every(({ href }: { href: string }) => href.startsWith(facade.sandbox.url))).toBe(true);
    const ids = [...assets, ...other.assets].map((asset: { id: string }) => asset.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([['array'], ['features'], ['results']] as const)(
    'has the same parts in the envelope %s',
    async (envelope) => {
      const other = await startFacade({
        sandbox: { guesses: { orderPartsEnvelope: envelope, orderPartNames: 'short' } },
      });
      const query = order(
        DELIVERED,
        'outcome events { eventId type } captures { captureId } deliverables { deliverableId statusText }',
      );
      const [here, there] = [await facade.ask(query), await other.ask(query)];
      await other.close();
      expect(there.body.errors).toBeUndefined();
      expect(there.body.data).toEqual(here.body.data);
    },
  );

  test('leads to the task behind it, and to null where there is none', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") {
        tasked: order(orderId: "${DELIVERED}") { taskId task { taskId name } }
        archived: order(orderId: "007271") { taskId task { taskId } }
      } }`,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.tasked).toEqual({
      taskId: 345_667,
      task: { taskId: 345_667, name: expect.stringMatching(/./) },
    });
    expect(body.data.contract.archived).toEqual({ taskId: null, task: null });
    expect(facade.upstreamCalls().filter((call) => call.includes('/tasking/'))).toEqual(['GET /tasking/tasks/345667']);
  });

  test('of one contract has no capture under another', async () => {
    const { body } = await facade.ask(order(DELIVERED, 'captures { id }'));
    const [{ id }] = body.data.contract.order.captures;
    const [type, , ...key] = JSON.parse(Buffer.from(id, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify([type, HARBOUR, ...key])).toString('base64url');
    const answer = await facade.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id, forged] });
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.nodes).toEqual([{ id }, null]);
  });
});
