import { expect, test } from 'vitest';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../src/sandbox/world/imagery/signatures.ts';
import { HARBOUR, read, signIn, type Wire, withSandbox } from './caller.ts';

const ROOT = '/archive/stac';
const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
const items: Wire[] = createCatalog(1, 3000).entries.map((entry) => itemOf(entry, space));

test('each collection lists as queryables what its items have, with their types', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    for (const id of new Set(items.map(({ collection }) => collection))) {
      const { properties } = await read(caller.get(`${ROOT}/collections/${id}/queryables`));
      const own = items.filter(({ collection }) => collection === id);
      const held = new Set(['id', 'collection', ...own.flatMap((item) => Object.keys(item.properties))]);
      held.delete('satl:experiment');
      expect(Object.keys(properties).sort()).toEqual([...held].sort());
      for (const [name, { type }] of Object.entries<Wire>(properties)) {
        const values = own.map((item) => item[name] ?? item.properties[name]).filter((value) => value != null);
        expect(values.filter((value) => fits(value, type)).length).toBeGreaterThan(0.9 * values.length - 1);
      }
    }
  });
});

test('the queryables of the root are those of the collections that the contract has', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox, HARBOUR);
    const whole = await read(caller.get(`${ROOT}/queryables`));
    expect(whole.$id).toBe(`${sandbox.url}${ROOT}/queryables`);
    expect(whole.additionalProperties).toBe(true);
    expect(whole.properties).toHaveProperty(['satl:exposure_time']);
    expect((await caller.get(`${ROOT}/collections/l0/queryables`)).status).toBe(404);
  });
});

test('by switch nothing else is queryable', async () => {
  await withSandbox({ itemCount: 10, guesses: { unlistedProperties: 'rejected' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    expect((await read(caller.get(`${ROOT}/queryables`))).additionalProperties).toBe(false);
    const about = (property: string) => ({
      'filter-lang': 'cql2-json',
      filter: { op: 'isNull', args: [{ property }] },
    });
    expect((await caller.post(`${ROOT}/search`, about('satl:experiment'))).status).toBe(400);
    expect((await caller.post(`${ROOT}/search`, about('properties.gsd'))).status).toBe(200);
    expect((await caller.post(`${ROOT}/search`, { sortby: [{ field: 'satl:experiment' }] })).status).toBe(400);
  });
});

function fits(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  return typeof value === (type === 'integer' ? 'number' : type);
}
