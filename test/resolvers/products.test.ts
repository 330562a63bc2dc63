import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { HARBOUR, PORTS } from '../support/sandbox/world.ts';

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 100 } });
});
afterAll(() => facade.close());

describe('the tasking products of a contract', () => {
  test('come in Aleph’s order, with the target they take where Aleph says', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { taskingProducts { productId name targetType contract { id } } } }`,
    );
    const contract = { id: PORTS };
    expect(body.data.contract.taskingProducts).toEqual([
      { productId: 169, name: 'Multispectral 70cm', targetType: 'POINT', contract },
      { productId: 178, name: 'Area Coverage 70cm', targetType: 'POLYGON', contract },
      { productId: 184, name: 'Super-resolved 50cm', targetType: 'POINT', contract },
      { productId: 191, name: 'Change Monitoring 70cm', targetType: null, contract },
    ]);
  });

  test('are found one by one in the list, and null, without an error, where it lacks the number', async () => {
    facade.sandbox.resetCalls();
    const { body } = await facade.ask(`{
      contract(id: "${HARBOUR}") {
        taskingProducts { productId }
        own: taskingProduct(productId: 203) { name }
        theirs: taskingProduct(productId: 169) { name }
        none: taskingProduct(productId: -1) { name }
      }
    }`);
    expect(body.errors).toBeUndefined();
    expect(body.data.contract).toMatchObject({ own: { name: 'Harbour Watch 70cm' }, theirs: null, none: null });
    expect(facade.upstreamCalls().filter((call) => call === 'GET /tasking/products')).toHaveLength(1);
  });
});
