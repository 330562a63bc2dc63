import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { errorsOf, untilAsked } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const PRODUCTS = '/tasking/products';
const COLLECTIONS = '/archive/stac/collections';

describe('the life of an operation', () => {
  let facade: Facade;

  afterEach(() => facade.close());

  test('ends at its deadline with the finished fields whole and the others null', async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, config: { operationTimeoutMs: 600 } });
    facade.sandbox.inject({ path: PRODUCTS, answer: { kind: 'hang' } });
    const query = '{ contracts { id taskingProducts { name } stacCollections { collectionId } } }';

    const answer = await facade.ask(query, {}, SOUTH);

    expect(answer.status).toBe(200);
    const [contract] = answer.body.data.contracts;
    expect(contract).toMatchObject({ id: expect.any(String), taskingProducts: null });
    expect(contract.stacCollections.length).toBeGreaterThan(0);
    expect(errorsOf(answer)).toMatchObject([{ code: 'DEADLINE_EXCEEDED', retryable: true }]);
    expect(answer.body.errors[0].path).toEqual(['contracts', 0, 'taskingProducts']);
    await vi.waitFor(() => {
      expect(facade.sandbox.calls().find(({ path }) => path === PRODUCTS)).toMatchObject({ aborted: true });
    });
  });

  test('ends when the client leaves: its upstream calls are given up, and the log says so', async () => {
    const memory = createMemoryLog();
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
    for (const path of [PRODUCTS, COLLECTIONS]) facade.sandbox.inject({ path, answer: { kind: 'hang' } });
    const client = new AbortController();
    const left = fetch(`${facade.url}/graphql`, {
      method: 'POST',
      signal: client.signal,
      headers: { 'content-type': 'application/json', ...SOUTH },
      body: JSON.stringify({
        query: 'query Left { contracts { taskingProducts { name } stacCollections { title } } }',
      }),
    });
    await untilAsked(facade, PRODUCTS);
    await untilAsked(facade, COLLECTIONS);

    client.abort();

    await expect(left).rejects.toThrow();
    await vi.waitFor(() => {
      const pending = facade.sandbox.calls().filter(({ path }) => path === PRODUCTS || path === COLLECTIONS);
      expect(pending.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(memory.entries('request')).toMatchObject([{ status: 499, operationName: 'Left', codes: ['CANCELLED'] }]);
    });
    expect(memory.entries('unforeseen error')).toEqual([]);
  });

  test('leaves nothing behind that keeps a later operation from its answer', async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, config: { operationTimeoutMs: 500 } });
    facade.sandbox.inject({ path: PRODUCTS, answer: { kind: 'hang' }, times: 1 });
    const query = '{ contracts { taskingProducts { name } } }';
    expect(errorsOf(await facade.ask(query, {}, SOUTH))).toMatchObject([{ code: 'DEADLINE_EXCEEDED' }]);

    const { body } = await facade.ask(query, {}, SOUTH);

    expect(body.errors).toBeUndefined();
    expect((await facade.ask('{ contracts { id } }', {}, NORTH)).status).toBe(200);
  });
});
