import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { assetsOf } from '../../src/aleph/assets.ts';
import type { SearchReport } from '../../src/aleph/imagery/imagery.ts';
import { passesOf } from '../../src/aleph/imagery/passes.ts';
import type { Connection } from '../../src/resolvers/connections.ts';
import { schema } from '../../src/schema/index.ts';
import { CAPTURE, COLLECTION, CONTRACT, DELIVERABLE, itemLike, ORDER, PRODUCT, TASK } from './aleph/samples.ts';

const edgeOf = <T>(node: T) => ({ cursor: () => 'c', node });
const pageOf = <T>(node: T): Connection<T> => ({
  nodes: [node],
  edges: () => [edgeOf(node)],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: () => 'c', endCursor: () => 'c' },
  totalCount: 1,
  complete: true,
  skipped: 0,
});
const REPORT: SearchReport = { appliedByAleph: [], appliedHere: [], itemsScanned: 1, itemsSkipped: 0 };
const ITEM = itemLike({ assets: { visual: { href: 'https://files.example/visual.tif' } } });
const [ASSET] = assetsOf(ITEM);
const [PASS] = passesOf([ITEM]);

/** Source objects of types, where a sample of each field would not do. */
const PARENTS: Readonly<Record<string, object>> = {
  Query: {},
  Viewer: { credentialKind: 'PAIR', access: undefined },
  Contract: CONTRACT,
  TaskingProduct: PRODUCT,
  Task: TASK,
  Capture: CAPTURE,
  Order: ORDER,
  Deliverable: DELIVERABLE,
  ImageryConnection: { ...pageOf(ITEM), report: REPORT },
  ImageryEdge: { ...edgeOf(ITEM), target: undefined },
  ImageryPass: { ...PASS },
  PageInfo: pageOf(ITEM).pageInfo,
  StacItem: ITEM,
  Asset: ASSET ?? {},
  StacCollection: COLLECTION,
};

/** A value of each scalar, as a caller may send it or Aleph may answer it. */
const SCALARS: Readonly<Record<string, unknown>> = {
  ID: CONTRACT.id,
  Int: 1,
  Float: 1,
  String: 'l1d-sr',
  Boolean: true,
  BBox: [0, 0, 1, 1],
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00.000Z',
  Duration: 'P7D',
  Geometry: { type: 'Point', coordinates: [0, 0] },
  FeatureCollection: { type: 'FeatureCollection', features: [] },
  URL: 'https://files.example/visual.tif',
  JSONObject: {},
};

/** All fields of all object types. */
export const FIELDS = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.values(type.getFields()).map((field) => ({ typeName: type.name, field }))
    : [],
);

/** A source object for a type: one of PARENTS, a page or an edge of its node, or a sample of each field. */
export function parentOf(typeName: string): object {
  const type = schema.getType(typeName);
  const known = PARENTS[typeName];
  if (known !== undefined || !isObjectType(type)) return known ?? {};
  const fields = type.getFields();
  const { pageInfo, nodes, cursor, node } = fields;
  if (pageInfo !== undefined && nodes !== undefined) return pageOf(parentOf(getNamedType(nodes.type).name));
  if (cursor !== undefined && node !== undefined) return edgeOf(parentOf(getNamedType(node.type).name));
  const members = Object.values(fields).map((field) => [field.name, sampleOf(field.type)]);
  return { contractId: CONTRACT.id, ...Object.fromEntries(members) };
}

/** The arguments of a field: the given ones, else defaults, else samples of the required ones. */
export function argumentsOf({ args }: GraphQLField<unknown, unknown>, given: Readonly<Record<string, unknown>> = {}) {
  const all = args.map(({ name, type, defaultValue }) => {
    const sample = defaultValue === undefined && isNonNullType(type) ? sampleOf(type) : defaultValue;
    return [name, given[name] ?? sample];
  });
  return Object.fromEntries(all) as Record<string, unknown>;
}

function sampleOf(type: GraphQLInputType | GraphQLOutputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [sampleOf(nullable.ofType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
  if (isInputObjectType(nullable)) {
    const required = Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type)]));
  }
  if (!isScalarType(nullable)) return undefined;
  if (nullable.name in SCALARS) return SCALARS[nullable.name];
  throw new Error(`SCALARS in test/support/field-samples.ts lacks a ${nullable.name}`);
}
