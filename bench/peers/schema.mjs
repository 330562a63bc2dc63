// The part of the schema that the bench asks for, over the same reads as the hand-written handler.
import {
  assetsOf,
  collectionOf,
  contractOf,
  footprintOf,
  instantOf,
  productOf,
  taskOf,
  within,
} from '../../dist/bench/picks.js';
import { createReads } from '../../dist/bench/reads.js';

const CONTRACTS_KEPT_MS = 60_000;
const LISTS_KEPT_MS = 300_000;

const { readsFor } = createReads(process.env.ALEPH_API_URL, process.env.BENCH_KEEP === 'lists');

/** What resolvers get: the upstream as the caller sees it. */
export function contextFor(id, secret) {
  if (!id || !secret) throw new Error('credentials are missing');
  return { reads: readsFor(id, secret) };
}

export function announce(url) {
  process.stdout.write(`${JSON.stringify({ url, msg: 'listening' })}\n`);
}

export const typeDefs = /* GraphQL */ `
  scalar BBox
  scalar Date
  scalar DateTime
  scalar Geometry
  scalar URL
  enum TargetType { POINT POLYGON }
  enum TaskStatus { RECEIVED COMPLETED FAILED REJECTED CANCELED OTHER }
  input DateRange { start: Date! end: Date! }
  input TaskFilter { name: String }
  type Query {
    contracts: [Contract!]
    contract(id: ID!): Contract
  }
  type Contract {
    id: ID!
    name: String!
    taskingProducts: [TaskingProduct!]
    tasks(first: Int! = 25, filter: TaskFilter): TaskConnection
    archiveSearch(bbox: BBox!, dates: DateRange!, first: Int! = 25): ImageryConnection
    stacCollections: [StacCollection!]
  }
  type TaskingProduct { productId: Int! name: String! targetType: TargetType }
  type TaskConnection { totalCount: Int nodes: [Task!]! }
  type Task {
    taskId: Int!
    name: String!
    projectName: String
    productId: Int!
    status: TaskStatus!
    statusText: String!
    start: DateTime
    end: DateTime
    createdAt: DateTime
    priority: Int
    client: String
    target: Geometry
  }
  type StacCollection {
    collectionId: String!
    title: String
    description: String
    license: String
    keywords: [String!]!
  }
  type ImageryConnection { totalCount: Int nodes: [StacItem!]! }
  type StacItem {
    itemId: String!
    collectionId: String!
    datetime: DateTime
    platform: String
    gsd: Float
    cloudCover: Float
    offNadir: Float
    outcomeId: String
    bbox: BBox
    geometry: Geometry
    assets: [Asset!]!
  }
  type Asset { key: String! href: URL type: String title: String roles: [String!]! }
`;

export const resolvers = {
  Query: {
    contracts: (_, _args, { reads }) => contractsOf(reads),
    contract: async (_, { id }, { reads }) => (await contractsOf(reads)).find((one) => one.id === id),
  },
  Contract: {
    taskingProducts: ({ id }, _, { reads }) =>
      reads.keep(LISTS_KEPT_MS, { path: '/tasking/products/?limit=200&offset=0', contractId: id }, (page) =>
        page.results.map(productOf),
      ),
    tasks: async ({ id }, { first, filter }, { reads }) => {
      const name = encodeURIComponent(filter?.name ?? '');
      const page = await reads.read(`/tasking/tasks/?limit=${first}&offset=0&task_name=${name}`, id);
      return { totalCount: page.count, nodes: page.results.map(taskOf) };
    },
    archiveSearch: async ({ id }, { bbox, dates, first }, { reads }) => {
      const page = await reads.read('/archive/search', id, { bbox, start_date: dates.start, end_date: dates.end });
      return { totalCount: page.numberMatched, nodes: page.features.slice(0, first) };
    },
    stacCollections: ({ id }, _, { reads }) =>
      reads.keep(LISTS_KEPT_MS, { path: '/archive/stac/collections/', contractId: id }, (page) =>
        page.collections.map(collectionOf),
      ),
  },
  StacItem: {
    itemId: ({ id }) => id,
    collectionId: ({ collection }) => collection,
    datetime: ({ properties }) => instantOf(properties.datetime),
    platform: ({ properties }) => properties.platform,
    gsd: ({ properties }) => within(properties.gsd, Number.MIN_VALUE, 1_000),
    cloudCover: ({ properties }) => within(properties['eo:cloud_cover'], 0, 100),
    offNadir: ({ properties }) => within(properties['view:off_nadir'], 0, 90),
    outcomeId: ({ properties }) => properties['satl:outcome_id'],
    bbox: (item) => footprintOf(item).bbox,
    geometry: (item) => footprintOf(item).geometry,
    assets: ({ assets }) => assetsOf(assets),
  },
};

function contractsOf(reads) {
  return reads.keep(CONTRACTS_KEPT_MS, { path: '/contracts' }, (rows) => rows.map(contractOf));
}
