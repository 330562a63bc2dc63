import { afterEach, describe, expect, test } from 'vitest';
import type { AlephClient } from '../../src/aleph/client.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { failureOf, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const DELIVERED = '005077';
const PARTS = ['events', 'captures', 'deliverables'] as const;
const ENVELOPES = ['results', 'features', 'array'] as const;

let upstream: UpstreamAleph;

afterEach(() => upstream.close());

const start = async (guesses: SandboxOptions['guesses'] = {}, pageLimit = Number.POSITIVE_INFINITY) => {
  // What becomes of an order follows from the whole archive.
  upstream = await startUpstreamAleph({ itemCount: 20_000, guesses, pageLimit });
};
const readers = {
  events: (client: AlephClient, id: string) => client.listOrderEvents(NORTH, id),
  captures: (client: AlephClient, id: string) => client.listOrderCaptures(NORTH, id),
  deliverables: (client: AlephClient, id: string) => client.listDeliverables(NORTH, id),
};
const read = (part: (typeof PARTS)[number], id = DELIVERED) => readers[part](upstream.connect(), id);
const answering = (part: string, body: unknown) =>
  upstream.sandbox.inject({ path: `/v2/orders/${DELIVERED}/${part}`, answer: { kind: 'json', body } });

/** Signatures and addresses differ from one sandbox to the next. */
const withoutAddresses = (rows: unknown) => JSON.parse(JSON.stringify(rows).replaceAll(/"https?:[^"]*"/g, '""'));

describe.each(PARTS)('the %s of an order', (part) => {
  test('are the same in all three envelopes and under both sets of names', async () => {
    await start();
    const rows = await read(part);
    expect(rows.length).toBeGreaterThan(0);
    expect(upstream.calls()).toEqual([`GET /v2/orders/${DELIVERED}/${part}`]);
    for (const orderPartsEnvelope of ENVELOPES) {
      await upstream.close();
      await start({ orderPartsEnvelope, orderPartNames: 'short' });
      expect(withoutAddresses(await read(part))).toEqual(withoutAddresses(rows));
    }
  });

  test.each(['results', 'features'] as const)('are read to their end in pages of %s', async (orderPartsEnvelope) => {
    await start({ orderPartsEnvelope });
    const rows = await read(part);
    expect(rows.length).toBeGreaterThan(1);
    await upstream.close();
    await start({ orderPartsEnvelope }, 1);
    expect(withoutAddresses(await read(part))).toEqual(withoutAddresses(rows));
    expect(upstream.calls()).toEqual(rows.map(() => `GET /v2/orders/${DELIVERED}/${part}`));
  });

  test('of which none fits are no list, and neither is something else', async () => {
    await start();
    answering(part, [null, 7, {}, { properties: null }]);
    expect(await failureOf(read(part))).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
    upstream.sandbox.clearFaults();
    answering(part, { rows: [] });
    expect(await failureOf(read(part))).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });

  test('of an id that is no part of a path are not asked for', async () => {
    await start();
    expect(await failureOf(read(part, '..'))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(upstream.calls()).toEqual([]);
  });
});

describe('the deliverables of an order', () => {
  test.each([
    ['005077', true],
    ['007271', true],
    ['001151', false],
    ['000760', false],
  ])('%s are delivered, or none is: %s', async (id, isAny) => {
    await start();
    const deliverables = await upstream.connect().listDeliverables(NORTH, id);
    expect(deliverables.some(({ statusText }) => statusText.toUpperCase() === 'DELIVERED')).toBe(isAny);
    expect(deliverables.every(({ orderId }) => orderId === id)).toBe(true);
  });

  test('have assets as objects, also where Aleph sends addresses alone', async () => {
    await start();
    const assets = { visual: 'https://example.test/v.tif', preview: { href: 'https://example.test/p.png' } };
    answering('deliverables', { results: [{ deliverable_id: 'd.1', status: 'delivered', assets }, { id: 'd.2' }] });
    const rows = await upstream.connect().listDeliverables(NORTH, DELIVERED);
    expect(rows).toMatchObject([
      {
        deliverableId: 'd.1',
        statusText: 'delivered',
        assets: [
          { key: 'visual', href: 'https://example.test/v.tif', holderIds: [DELIVERED, 'd.1'] },
          { key: 'preview', href: 'https://example.test/p.png', holderIds: [DELIVERED, 'd.1'] },
        ],
      },
      { deliverableId: 'd.2', statusText: 'unknown', assets: [] },
    ]);
  });
});
