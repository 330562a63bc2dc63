import { readdirSync, readFileSync } from 'node:fs';
import { getNamedType, isInterfaceType, isObjectType, Kind, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { type ExampleOperation, exampleOperations } from '../support/examples.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';

const FOLDER = new URL('../../examples/operations/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));

/** Coordinates of fields whose objects have an id that is not selected. */
function withoutId(text: string): readonly string[] {
  const missing: string[] = [];
  const info = new TypeInfo(schema);
  const enter = (selections: readonly { readonly kind: Kind; readonly name?: { readonly value: string } }[]) => {
    const type = getNamedType(info.getParentType());
    const hasId = (isObjectType(type) || isInterfaceType(type)) && type.getFields()['id'] !== undefined;
    // The spread fragment of a type with an id is looked at where it stands.
    const isSpreadAlone = selections.every(({ kind }) => kind === Kind.FRAGMENT_SPREAD);
    if (hasId && !isSpreadAlone && !selections.some(({ name }) => name?.value === 'id')) missing.push(String(type));
  };
  visit(
    parse(text),
    visitWithTypeInfo(info, { SelectionSet: ({ selections }) => enter(selections as Parameters<typeof enter>[0]) }),
  );
  return missing;
}

describe('the texts of the example operations', () => {
  const texts = FILES.map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
  const programs = ['main.ts', 'pages.ts'].map((file) =>
    readFileSync(new URL(`../typed-client/${file}`, FOLDER), 'utf8'),
  );
  const inPrograms = programs.flatMap((text) => [...text.matchAll(/graphql\(`([^`]+)`\)/g)].map(([, one = '']) => one));

  test('have names that occur once, fragments included', () => {
    const definitions = [...texts, ...inPrograms].flatMap((text) => parse(text).definitions);
    const names = definitions.map((one) => ('name' in one && one.name?.value) || 'no name');
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name, index) => names.indexOf(name) !== index || name === 'no name')).toEqual([]);
  });

  test('select the id of every object that has one, so that caches find it again', () => {
    expect(inPrograms.length).toBeGreaterThan(1);
    expect([...texts, ...inPrograms].flatMap(withoutId)).toEqual([]);
  });

  test('would fail this check with an asset whose id is left out', () => {
    const asset = '{ contracts { id stacItem(collectionId: "a", itemId: "b") { id preview { href } } } }';
    expect(withoutId(asset)).toEqual(['Asset']);
  });

  test('have one with the edges, cursors and page info that caches merge', () => {
    const isForCaches = (text: string) => /\bedges \{\s+cursor\b/.test(text) && /\bpageInfo \{/.test(text);
    expect(texts.filter(isForCaches)).toHaveLength(1);
  });
});

describe('the example operations', () => {
  let facade: Facade;
  beforeAll(async () => {
    facade = await startFacade();
  });
  afterAll(() => facade.close());

  /** Its contract is one of North's. */
  const isOfNorth = ({ variables }: ExampleOperation) => variables['contractId'] !== undefined;

  describe.each([
    ['North', NORTH],
    ['South', SOUTH],
  ])('under %s’s credentials', (_name, headers) => {
    const operations = exampleOperations().filter((one) => headers === NORTH || !isOfNorth(one));
    test.each(operations)('$name runs with the variables of its tab and answers without an error', async (one) => {
      const { status, body } = await facade.ask(one.text, one.variables, headers);
      expect(body.errors).toBeUndefined();
      expect(status).toBe(200);
      if (one.kind === 'mutation')
        expect(Object.values(body.data)).toMatchObject([{ outcome: 'PLACED', userErrors: [] }]);
    });
  });

  test('the checks place nothing and have nothing to put right, and the image to order is one that is found', async () => {
    const byName = new Map(exampleOperations().map((one) => [one.name, one]));
    const run = async (name: string) => {
      const { text = '', variables } = byName.get(name) ?? {};
      return (await facade.ask(text, variables)).body.data;
    };
    const placedBefore = facade.sandbox.placements().length;
    for (const check of [(await run('CheckTask')).contract.checkTask, (await run('CheckOrder')).contract.checkOrder]) {
      expect(check).toEqual({ feasibility: expect.any(Object), userErrors: [] });
    }
    expect(facade.sandbox.placements()).toHaveLength(placedBefore);
    const found = (await run('FindImage')).contract.archiveSearch.nodes;
    const { input } = { ...byName.get('PlaceOrder')?.variables } as { input: { parameters: { outcomeId: string } } };
    expect(found.map(({ outcomeId }: { outcomeId: string }) => outcomeId)).toContain(input.parameters.outcomeId);
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
