import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, HARBOUR, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const KEEP_MS = 5 * 60_000;
const PATH = '/tasking/products';

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const listed = (contractId = NORTH) => upstream.connect().listProducts(contractId);

describe('the product list of a contract', () => {
  test('says what target each product takes, where Aleph does', async () => {
    expect(await listed()).toEqual([
      { contractId: NORTH, productId: 169, name: 'Multispectral 70cm', targetType: 'POINT' },
      { contractId: NORTH, productId: 178, name: 'Area Coverage 70cm', targetType: 'POLYGON' },
      { contractId: NORTH, productId: 184, name: 'Super-resolved 50cm', targetType: 'POINT' },
      { contractId: NORTH, productId: 191, name: 'Change Monitoring 70cm', targetType: undefined },
    ]);
    expect(upstream.calls()).toEqual([`GET ${PATH}`]);
  });

  test('serves the same identity and contract for five minutes', async () => {
    await listed();
    upstream.clock.advance(KEEP_MS);
    expect(await listed()).toHaveLength(4);
    expect(upstream.calls()).toHaveLength(1);
    upstream.clock.advance(1);
    await listed();
    expect(upstream.calls()).toHaveLength(2);
  });

  test('of one contract never serves another', async () => {
    await listed();
    expect((await listed(HARBOUR)).map(({ contractId, productId }) => [contractId, productId])).toEqual([
      [HARBOUR, 203],
      [HARBOUR, 204],
    ]);
    expect(
      upstream.sandbox
        .calls()
        .filter(({ path }) => path === PATH)
        .map(({ contractId }) => contractId),
    ).toEqual([NORTH, HARBOUR]);
  });

  test.each(['absolute', 'relative'] as const)('is read to its end by %s links', async (taskingNext) => {
    const other = await startUpstreamAleph({ pageLimit: 3, guesses: { taskingNext } });
    expect(await other.connect().listProducts(NORTH)).toEqual(await listed());
    const offsets = other.sandbox
      .calls()
      .filter(({ path }) => path === PATH)
      .map(({ query }) => query['offset']);
    expect(offsets).toEqual(['0', '3']);
    await other.close();
  });

  test('loses rows that are no products, and no other', async () => {
    const results = [
      { pk: 1, name: 'One', is_area: 'yes', extra: true },
      { pk: '2x', name: 'Two' },
      { pk: 3 },
      { pk: 4.5, name: 'Four' },
      { pk: 3_000_000_000, name: 'Five' },
      null,
    ];
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'json', body: { results } } });
    expect(await listed()).toEqual([{ contractId: NORTH, productId: 1, name: 'One', targetType: undefined }]);
  });

  test('that links to another host is refused whole, as it cannot say that it is not complete', async () => {
    upstream.sandbox.inject({ path: PATH, times: 1, answer: { kind: 'foreign-next', url: 'https://evil.test/next' } });
    expect(await failureOf(listed())).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      reason: 'FOREIGN_LINK',
      upstream: { service: 'products', status: 200 },
    });
    expect(await listed()).toHaveLength(4);
  });

  test('that links to itself is refused as well', async () => {
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'loop-next' } });
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
    expect(upstream.calls()).toHaveLength(1);
  });

  test.each([null, {}, { products: [] }])('as %j is no list', async (body) => {
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'json', body } });
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });
});
