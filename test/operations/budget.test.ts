import { expect, test } from 'vitest';
import { startFacade } from '../support/facade/facade.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

interface FieldError {
  readonly path: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

test('an operation over the call budget is refused on the excess fields only, and the rest is answered', async () => {
  const facade = await startFacade({ sandbox: { itemCount: 500 }, config: { maxUpstreamCalls: 3 } });
  const { status, body } = await facade.ask(`{
    viewer { credentialKind }
    contract(id: "${PORTS}") {
      name
      taskingProducts { name }
      tasks(first: 1) { totalCount }
      archiveSearch(${OVER_SINGAPORE}) { totalCount }
      stacCollections { title }
    }
  }`);
  const calls = facade.upstreamCalls();
  await facade.close();
  expect(status).toBe(200);
  expect(calls).toHaveLength(3);
  expect(body.data).toMatchObject({
    viewer: { credentialKind: 'PAIR' },
    contract: { name: 'Northern Ports Observatory', archiveSearch: null, stacCollections: null },
  });
  expect(body.data.contract.taskingProducts).toHaveLength(4);
  expect(body.data.contract.tasks.totalCount).toBeGreaterThan(200);
  const errors = body.errors.map((error: FieldError) => [error.path.join('.'), error.extensions.code]);
  expect(errors.sort()).toEqual([
    ['contract.archiveSearch', 'BUDGET_EXCEEDED'],
    ['contract.stacCollections', 'BUDGET_EXCEEDED'],
  ]);
  expect(body.extensions.aleph.totals.upstreamCalls).toBe(3);
});

test('an operation may make 60 upstream calls by default, and the 61st field is refused', async () => {
  const facade = await startFacade({ sandbox: { itemCount: 100 } });
  // One call for the contract list, and twenty different ones under each of three contracts.
  const fields = Array.from({ length: 20 }, (_, index) => `t${index}: tasks(first: ${index + 1}) { complete }`);
  const { status, body } = await facade.ask(`{ contracts { ${fields.join(' ')} } }`);
  const calls = facade.upstreamCalls();
  await facade.close();
  expect(status).toBe(200);
  expect(calls).toHaveLength(60);
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0].extensions).toMatchObject({ code: 'BUDGET_EXCEEDED', retryable: false });
  const pages = body.data.contracts.flatMap((contract: Record<string, unknown>) => Object.values(contract));
  expect(pages.filter((page: unknown) => page === null)).toHaveLength(1);
  expect(pages).toHaveLength(60);
});

test('the captures of a hundred tasks are read as far as 60 calls go, and refused beyond that', async () => {
  const facade = await startFacade({ sandbox: { itemCount: 500 } });
  const { status, body } = await facade.ask(
    `{ contract(id: "${PORTS}") { tasks(first: 100) { nodes { captures { statusText } } } } }`,
  );
  const calls = facade.upstreamCalls();
  await facade.close();
  expect(status).toBe(200);
  expect(calls).toHaveLength(60);
  expect(new Set(calls).size).toBe(60);
  expect(body.extensions.aleph.totals.upstreamCalls).toBe(60);
  const { nodes } = body.data.contract.tasks;
  expect(nodes).toHaveLength(100);
  expect(nodes.filter(({ captures }: { captures: unknown }) => captures !== null)).toHaveLength(58);
  // A reply lists twenty errors at most.
  expect(body.errors).toHaveLength(20);
  expect(new Set(body.errors.map((error: FieldError) => error.extensions.code))).toEqual(new Set(['BUDGET_EXCEEDED']));
  expect(body.errors.map(({ path }: FieldError) => nodes[Number(path[3])].captures)).toEqual(Array(20).fill(null));
});

test('a budget that is spent says nothing of the next operation', async () => {
  const facade = await startFacade({ sandbox: { itemCount: 100 }, config: { maxUpstreamCalls: 1 } });
  const query = `{ contract(id: "${PORTS}") { tasks(first: 1) { complete } } }`;
  const first = await facade.ask(query);
  const second = await facade.ask(query);
  await facade.close();
  expect(first.body.errors[0].extensions.code).toBe('BUDGET_EXCEEDED');
  expect(second.body).toMatchObject({ data: { contract: { tasks: { complete: true } } } });
});
