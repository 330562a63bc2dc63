import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { ARCTIC, HARBOUR, OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 1_000 } });
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

describe('the STAC collections of a contract', () => {
  test('are those it may search, which differ between contracts', async () => {
    const { body } = await facade.ask('{ contracts { id stacCollections { collectionId } } }');
    const found = body.data.contracts.map(
      ({ id, stacCollections }: { id: string; stacCollections: { collectionId: string }[] }) => [
        id,
        stacCollections.map(({ collectionId }) => collectionId),
      ],
    );
    expect(found).toEqual([
      [PORTS, ['l0', 'l1c', 'quickview-visual-thumb', 'quickview-visual', 'quickview-toa', 'l1d', 'l1d-sr']],
      [HARBOUR, ['quickview-visual', 'quickview-visual-thumb', 'l1d']],
      [ARCTIC, ['l1d-sr', 'quickview-visual-thumb']],
    ]);
  });

  test('tell what they are, by whom, where, since when and of which values', async () => {
    const { body } = await facade.ask(`{
      contract(id: "${PORTS}") {
        stacCollection(collectionId: "l1d-sr") {
          collectionId title description license keywords summaries
          providers { name roles url description }
          extent { bboxes intervals { start end } }
        }
      }
    }`);
    expect(body.data.contract.stacCollection).toEqual({
      collectionId: 'l1d-sr',
      title: 'L1D SR',
      description: 'Orthorectified four-band tiles, super-resolved',
      license: 'proprietary',
      keywords: ['satellogic', 'newsat', 'l1d-sr'],
      providers: [
        {
          name: 'Satellogic',
          roles: ['producer', 'processor', 'licensor', 'host'],
          url: 'https://satellogic.com',
          description: null,
        },
      ],
      extent: { bboxes: [[-180, -90, 180, 90]], intervals: [{ start: '2023-10-01T00:00:00.000Z', end: null }] },
      summaries: { gsd: [0.5, 0.7], instruments: ['ms'] },
    });
    expect(facade.upstreamCalls()).toContain('GET /archive/stac/collections/l1d-sr');
  });

  test('are null one by one, without an error, where the contract has none by that id', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${HARBOUR}") { none: stacCollection(collectionId: "l0") { title } } }`,
    );
    expect(body.data.contract.none).toBeNull();
    expect(body.errors).toBeUndefined();
  });

  test('are found for every item, from the list of its own contract', async () => {
    const { body } = await facade.ask(
      `{ contract(id: "${HARBOUR}") { archiveSearch(${OVER_SINGAPORE}) { nodes { collectionId collection { collectionId contract { id } } } } } }`,
    );
    const { nodes } = body.data.contract.archiveSearch;
    expect(nodes.length).toBeGreaterThan(5);
    for (const { collectionId, collection } of nodes) {
      expect(collection).toEqual({ collectionId, contract: { id: HARBOUR } });
    }
  });
});
