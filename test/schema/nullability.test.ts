import { type GraphQLArgument, type GraphQLField, isNonNullType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { assetsOf } from '../../src/aleph/assets.ts';
import type { SearchReport } from '../../src/aleph/imagery/imagery.ts';
import { passesOf } from '../../src/aleph/imagery/passes.ts';
import type { Connection } from '../../src/resolvers/connections.ts';
import { schema } from '../../src/schema/index.ts';
import {
  CAPTURE,
  COLLECTION,
  CONTRACT,
  DELIVERABLE,
  itemLike,
  ORDER,
  PRODUCT,
  TASK,
} from '../support/aleph/samples.ts';

const edgeOf = <T>(node: T) => ({ cursor: () => 'c', node });
const pageOf = <T>(node: T): Connection<T> => ({
  nodes: [node],
  edges: () => [edgeOf(node)],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: () => 'c', endCursor: () => 'c' },
  totalCount: 1,
  complete: true,
});
const REPORT: SearchReport = { appliedByAleph: [], appliedHere: [], itemsScanned: 1 };
const ITEM = itemLike({ assets: { visual: { href: 'https://files.example/visual.tif' } } });
const [ASSET] = assetsOf(ITEM);
const [PASS] = passesOf([ITEM]);

/** What each type is resolved from. */
const PARENTS: Readonly<Record<string, object>> = {
  Query: {},
  Viewer: { credentialKind: 'PAIR', access: undefined },
  Contract: CONTRACT,
  TaskingProduct: PRODUCT,
  Task: TASK,
  TaskConnection: pageOf(TASK),
  TaskEdge: edgeOf(TASK),
  Capture: CAPTURE,
  Attachment: { name: 'delivery_zip' },
  Order: ORDER,
  OrderConnection: pageOf(ORDER),
  OrderEdge: edgeOf(ORDER),
  OrderEvent: { type: 'OrderAccepted' },
  Deliverable: DELIVERABLE,
  ImageryConnection: { ...pageOf(ITEM), report: REPORT },
  ImageryEdge: { ...edgeOf(ITEM), target: undefined },
  ImageryPass: { ...PASS },
  PageInfo: pageOf(ITEM).pageInfo,
  SearchReport: REPORT,
  StacItem: ITEM,
  Asset: ASSET ?? {},
  Band: { name: 'Red' },
  StacCollection: COLLECTION,
  Provider: { name: 'Satellogic', roles: [] },
  Extent: { bboxes: [], intervals: [] },
  Interval: {},
};

/** What a caller might send for each required argument. */
const ARGUMENTS: Readonly<Record<string, unknown>> = {
  'ID!': CONTRACT.id,
  '[ID!]!': [CONTRACT.id],
  'Int!': 1,
  'String!': 'l1d-sr',
  'BBox!': [0, 0, 1, 1],
  'StacSearchInput!': {},
  'DateRange!': { start: '2026-01-01', end: '2026-01-02' },
};

function sampleOf(argument: GraphQLArgument): unknown {
  if (argument.defaultValue !== undefined || !isNonNullType(argument.type)) return argument.defaultValue;
  const sample = ARGUMENTS[String(argument.type)];
  if (sample === undefined) throw new Error(`ARGUMENTS lacks a ${argument.type}`);
  return sample;
}

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
  const parent = PARENTS[typeName];
  if (parent === undefined) throw new Error(`PARENTS lacks a ${typeName}`);
  const args = Object.fromEntries(field.args.map((argument) => [argument.name, sampleOf(argument)]));
  const resolve = async () =>
    Promise.all([Reflect.apply(field.resolve ?? (() => null), field, [parent, args, { aleph }])].flat());
  await resolve().catch((error) => {
    if (error !== ENOUGH) throw new Error(`${typeName}.${field.name} cannot be resolved`, { cause: error });
  });
  return reads;
}

const objectTypes = Object.values(schema.getTypeMap()).filter(
  (type) => isObjectType(type) && !type.name.startsWith('__'),
);
const fields = objectTypes.flatMap((type) =>
  isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ typeName: type.name, field })) : [],
);
const costs = await Promise.all(
  fields.map(async ({ typeName, field }) => ({
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

  test('can be null, so that one dead upstream empties its branch only', () => {
    const unforgiving = costs.filter((cost) => cost.reads.length > 0 && cost.type.endsWith('!') && !isBackLink(cost));
    expect(unforgiving).toEqual([]);
  });

  test('include the way back to the contract, which needs no more than the list that led here', () => {
    const backLinks = costs.filter(isBackLink);
    expect(backLinks.map(({ name }) => name).sort()).toEqual([
      'Order.contract',
      'StacCollection.contract',
      'StacItem.contract',
      'Task.contract',
      'TaskingProduct.contract',
    ]);
    for (const { reads } of backLinks) expect(reads).toEqual(['listContracts']);
  });
});
