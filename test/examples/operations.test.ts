import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';

const FOLDER = new URL('../../examples/operations/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));

describe('the example operations', () => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade();
  });
  afterAll(() => facade.close());

  describe.each([
    ['North', NORTH],
    ['South', SOUTH],
  ])('under %s’s credentials', (_name, headers) => {
    test.each(FILES)('%s runs as it is and answers without an error', async (file) => {
      const { status, body } = await facade.ask(readFileSync(new URL(file, FOLDER), 'utf8'), {}, headers);
      expect(body.errors).toBeUndefined();
      expect(status).toBe(200);
    });
  });

  test('the first of them finds tasks and imagery for each of North’s contracts', async () => {
    const { body } = await facade.ask(readFileSync(new URL(String(FILES[0]), FOLDER), 'utf8'));
    expect(body.data.contracts).toHaveLength(3);
    for (const contract of body.data.contracts) {
      expect(contract.tasks.nodes.length).toBeGreaterThan(0);
      expect(contract.archiveSearch.nodes.length).toBeGreaterThan(0);
    }
  });

  test.each<[string, (contract: Record<string, { nodes: unknown[]; passes: unknown[] }>) => unknown[] | undefined]>([
    ['06-stac-search.graphql', (contract) => contract['stacSearch']?.nodes],
    ['07-passes.graphql', (contract) => contract['archiveSearch']?.passes],
    ['08-task-captures.graphql', (contract) => contract['tasks']?.nodes],
    ['09-orders.graphql', (contract) => contract['orders']?.nodes],
  ])('%s finds something for one of North’s contracts at least', async (file, found) => {
    const { body } = await facade.ask(readFileSync(new URL(file, FOLDER), 'utf8'));
    expect(body.data.contracts.flatMap((contract: Record<string, never>) => found(contract) ?? [])).not.toEqual([]);
  });
});
