import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { ARCTIC, PORTS } from '../support/sandbox/world.ts';

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 500 } });
  // The contract list is warm, so that a call that got through would stand out.
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const FIELDS = 'name tasks(first: 1) { totalCount }';

describe('a malformed contract id', () => {
  test.each([
    ['empty', ''],
    ['a space', 'cont.a b'],
    ['a comma', `${PORTS},${ARCTIC}`],
    ['a slash', 'cont.a/../b'],
    ['a line break', `${PORTS}\r\nX-Satellogic-Contract-Id: ${ARCTIC}`],
    ['a NUL', `${PORTS}\u0000`],
    ['300 characters', 'c'.repeat(300)],
    ['letters beyond ASCII', 'cont.ä'],
    ['an escape', 'cont.%2f'],
    ['a leading dot', '..'],
    ['spaces around it', ` ${PORTS} `],
  ])('with %s is bad input as a variable, in contract and in node, and never reaches Aleph', async (_what, id) => {
    const { status, body } = await facade.ask(
      `query ($id: ID!) { contract(id: $id) { ${FIELDS} } node(id: $id) { id } ours: contract(id: "${ARCTIC}") { id } }`,
      { id },
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({ contract: null, node: null, ours: { id: ARCTIC } });
    for (const error of body.errors) {
      expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['id'] });
      if (id.length > 4) expect(error.message).not.toContain(id);
    }
    expect(body.errors).toHaveLength(2);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('is bad input as a literal', async () => {
    const { body } = await facade.ask(`{ contract(id: "cont.a\\r\\nb") { ${FIELDS} } }`);
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['id'] });
    expect(facade.upstreamCalls()).toEqual([]);
  });
});

const HOSTILE_IDS = ['.', '..', 'l1d\r\nX-Evil: 1', 'l1d\u0000', ''];
const ODD_IDS = ['../../contracts', 'l1d/items', 'l1d%2fitems', 'l1d?limit=1', 'l1d#x', 'l1d\\x', '..;/l1d'];

describe('an id in a path', () => {
  test.each(
    HOSTILE_IDS.flatMap((id) => [
      { what: 'a collection', field: 'stacCollection(collectionId: $id) { title }', argument: 'collectionId', id },
      { what: 'an order', field: 'order(orderId: $id) { name }', argument: 'orderId', id },
    ]),
  )('of $what that is $id is bad input, and never reaches Aleph', async ({ field, argument, id }) => {
    const query = `query ($id: String!) { contract(id: "${PORTS}") { name field: ${field} } }`;
    const { body } = await facade.ask(query, { id });

    expect(body.data.contract).toEqual({ name: 'Northern Ports Observatory', field: null });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argumentPath: [argument] } }]);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test.each(ODD_IDS)('that is %s stays one segment below its list', async (id) => {
    const query = `query ($id: String!) { contract(id: "${PORTS}") { stacCollection(collectionId: $id) { title } order(orderId: $id) { name } } }`;
    const { body } = await facade.ask(query, { id });
    expect(body).toMatchObject({ data: { contract: { stacCollection: null, order: null } } });
    expect(body.errors).toBeUndefined();
    const segment = encodeURIComponent(id);
    expect(facade.upstreamCalls().toSorted()).toEqual([
      `GET /archive/stac/collections/${segment}`,
      `GET /v2/orders/${segment}`,
    ]);
  });

  test.each([['"5"'], ['5.5'], ['99999999999'], ['"../5"']])(
    'of a task that is %s is refused as a literal',
    async (taskId) => {
      const { status, body } = await facade.ask(`{ contract(id: "${PORTS}") { task(taskId: ${taskId}) { name } } }`);
      expect(status).toBe(400);
      expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['taskId'] });
      expect(facade.upstreamCalls()).toEqual([]);
    },
  );
});
