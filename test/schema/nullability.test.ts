import { assertInterfaceType, type GraphQLField } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { CONTRACT } from '../support/aleph/samples.ts';
import { argumentsOf, FIELDS, parentOf } from '../support/field-samples.ts';

/** What every read fails with. */
const ENOUGH = new Error('nothing more is needed');

/** The reads of Aleph that a field makes, found by resolving it over a client that only notes who is asked. */
async function readsOf(typeName: string, field: GraphQLField<unknown, unknown>): Promise<readonly string[]> {
  const reads: string[] = [];
  const aleph = new Proxy(
    { credentialKind: 'PAIR' },
    {
      get: (target, name) => {
        if (name in target) return Reflect.get(target, name);
        return async () => {
          reads.push(String(name));
          if (name === 'listContracts') return [CONTRACT];
          throw ENOUGH;
        };
      },
    },
  );
  const [parent, args] = [parentOf(typeName), argumentsOf(field)];
  const resolve = async () =>
    Promise.all([Reflect.apply(field.resolve ?? (() => null), field, [parent, args, { aleph }])].flat());
  await resolve().catch((error) => {
    if (error !== ENOUGH)
      throw new Error(`${typeName}.${field.name} needs a ${typeName} in PARENTS of test/support/field-samples.ts`, {
        cause: error,
      });
  });
  return reads;
}

/** Mutations are nullable as well. They read and write by a way of their own, and a store. */
const READING = FIELDS.filter(({ typeName }) => typeName !== 'Mutation');

const costs = await Promise.all(
  READING.map(async ({ typeName, field }) => ({
    name: `${typeName}.${field.name}`,
    type: String(field.type),
    reads: await readsOf(typeName, field),
  })),
);
const isBackLink = ({ name, type }: { name: string; type: string }) =>
  name.endsWith('.contract') && type === 'Contract!';

describe('fields that read from Aleph', () => {
  test('are found in every part of the schema', () => {
    const found = costs.filter(({ reads }) => reads.length > 0).map(({ name }) => name);
    expect(found).toEqual(
      expect.arrayContaining([
        'Query.contracts',
        'Query.contract',
        'Query.node',
        'Query.nodes',
        'Query.viewer',
        'Contract.taskingProducts',
        'Contract.taskingProduct',
        'Contract.tasks',
        'Contract.task',
        'Contract.stacCollections',
        'Contract.stacCollection',
        'Contract.archiveSearch',
        'Contract.stacSearch',
        'Contract.stacItem',
        'Contract.orders',
        'Contract.order',
        'TaskingProduct.contract',
        'Task.product',
        'Task.contract',
        'Task.captures',
        'StacCollection.contract',
        'StacCollection.items',
        'StacItem.collection',
        'StacItem.contract',
        'Capture.items',
        'Capture.attachments',
        'Order.outcome',
        'Order.task',
        'Order.contract',
        'Order.events',
        'Order.captures',
        'Order.deliverables',
      ]),
    );
  });

  test('and all fields that write can be null', () => {
    const writing = FIELDS.filter(({ typeName }) => typeName === 'Mutation').map(({ field }) => String(field.type));
    expect(writing.length).toBeGreaterThan(3);
    expect(writing.filter((type) => type.endsWith('!'))).toEqual([]);
  });

  test('can be null, so that one dead upstream empties its branch only', () => {
    const unforgiving = costs.filter((cost) => cost.reads.length > 0 && cost.type.endsWith('!') && !isBackLink(cost));
    expect(unforgiving).toEqual([]);
  });

  test('include the way back to the contract, which needs no more than the list that led here', () => {
    const backLinks = costs.filter(isBackLink);
    expect(backLinks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Order.contract',
        'StacCollection.contract',
        'StacItem.contract',
        'Task.contract',
        'TaskingProduct.contract',
      ]),
    );
    // A capture leads back through its task or order.
    const nodes = schema
      .getPossibleTypes(assertInterfaceType(schema.getType('Node')))
      .map(({ name }) => name)
      .filter((name) => !['Contract', 'Capture'].includes(name));
    expect(backLinks.map(({ name }) => name)).toEqual(expect.arrayContaining(nodes.map((name) => `${name}.contract`)));
    for (const { reads } of backLinks) expect(reads).toEqual(['listContracts']);
  });
});
