import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../support/clock.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { ARCTIC, HARBOUR, PORTS, SOUTHERN } from '../support/sandbox/world.ts';

const VIEWER = '{ viewer { credentialKind scopes tokenExpiresAt } }';
const clock = createFakeClock();
let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 100 }, clock });
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

describe('the viewer', () => {
  test('of a client pair has the granted scopes and the end of the token, for one exchange and no call', async () => {
    const { body } = await facade.ask(VIEWER);
    const { tokenExpiresAt, ...rest } = body.data.viewer;
    expect(rest).toEqual({ credentialKind: 'PAIR', scopes: ['api:tasking', 'api:delivery'] });
    expect(Date.parse(tokenExpiresAt)).toBeGreaterThan(clock.wallNow());
    expect(new Date(tokenExpiresAt).toISOString()).toBe(tokenExpiresAt);
    expect(facade.tokenCalls()).toBe(1);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('of a pair sent as Basic is the same, and shares its token', async () => {
    const basic = Buffer.from(`${NORTH['x-aleph-client-id']}:${NORTH['x-aleph-client-secret']}`).toString('base64');
    const { body } = await facade.ask(VIEWER, {}, { authorization: `Basic ${basic}` });
    expect(body.data.viewer.credentialKind).toBe('PAIR');
    expect(facade.tokenCalls()).toBe(0);
  });

  test('of a bearer token has neither, and costs no exchange', async () => {
    const { token } = await restOf(facade.sandbox);
    facade.sandbox.resetCalls();
    const { body } = await facade.ask(VIEWER, {}, { authorization: `Bearer ${token}` });
    expect(body.data.viewer).toEqual({ credentialKind: 'TOKEN', scopes: null, tokenExpiresAt: null });
    expect(facade.tokenCalls()).toBe(0);
    // The token is proven by the contract list.
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });
});

test('the viewer has the same id for all, which is no id of a node', async () => {
  for (const headers of [NORTH, SOUTH]) {
    const { body } = await facade.ask('{ viewer { id } node(id: "viewer") { id } }', {}, headers);
    expect(body.data).toEqual({ viewer: { id: 'viewer' }, node: null });
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  }
});

describe('a bearer token', () => {
  test.each([
    ['sandbox-north', [PORTS, HARBOUR, ARCTIC]],
    ['sandbox-south', [SOUTHERN]],
  ])('of %s opens the contracts of its owner, whose list is read once', async (clientId, ids) => {
    clock.advance(61_000);
    const { token } = await restOf(facade.sandbox, clientId);
    facade.sandbox.resetCalls();
    const { body } = await facade.ask('{ contracts { id } }', {}, { authorization: `Bearer ${token}` });
    expect(body.data.contracts.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('of one identity sees nothing that was read for the other just before', async () => {
    await facade.ask('{ contracts { id } }', {}, SOUTH);
    const { token } = await restOf(facade.sandbox, 'sandbox-north');
    const { body } = await facade.ask(
      `{ contract(id: "${SOUTHERN}") { id } }`,
      {},
      { authorization: `Bearer ${token}` },
    );
    expect(body.data.contract).toBeNull();
    expect(body.errors[0].extensions.code).toBe('CONTRACT_NOT_ACCESSIBLE');
  });
});
