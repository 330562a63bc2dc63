import { PORTS, SOUTHERN } from '../../test/support/sandbox/world.ts';

/** One operation, asked by everybody in the same words. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ROOM = 'bbox: [103.5, 1.1, 104.1, 1.6], dates: { start: "2023-10-01", end: "2026-10-01" }';
const BOX = `input: { bbox: [-180, -85, 180, 85], dates: { start: "2023-10-01", end: "2026-10-01" } }`;
const ONE_CONTRACT =
  'query One($id: ID!) { contract(id: $id) { id name tasks(first: 3) { nodes { id taskId name } } } }';

/** None asks for signed addresses, which are new each time. */
const QUERIES = [
  `{ contracts { id name taskingProducts { id productId name targetType } } }`,
  `{ contracts { id tasks(first: 6) {
    totalCount nodes { id taskId name projectName statusText start client target product { name } contract { name } }
  } } }`,
  `{ contracts { id tasks(first: 3, filter: { status: COMPLETED }) { nodes { taskId captures { id captureId } } } } }`,
  `{ contracts { id archiveSearch(${ROOM}, first: 5) { totalCount complete nodes { id itemId properties } } } }`,
  `{ contracts { id stacSearch(${BOX}, first: 5) { totalCount featureCollection passes { outcomeId bbox } } } }`,
  `{ contracts { id name stacCollections { id collectionId title summaries } } }`,
  `{ contracts { id orders(first: 4) { totalCount nodes { id orderId name sku statusText events { eventId type } } } } }`,
  `{ viewer { scopes } contracts { name } }`,
];

/** Refused, or answered in part, for whoever asks: their errors must be made anew for each. */
const MISTAKES = [
  '{ nothing }',
  '{ contracts { id nothing } }',
  '{ contracts { tasks(first: 100000) { totalCount } } }',
  '{ contracts { id ',
  '{ contract(id: "no contract") { id } }',
];

/** `nodeIds` are global ids of things that belong to one tenant or the other. */
export function questionsAbout(nodeIds: readonly string[]): readonly Question[] {
  return [
    ...[...QUERIES, ...MISTAKES].map((query) => ({ query, variables: {} })),
    ...[PORTS, SOUTHERN].map((id) => ({ query: ONE_CONTRACT, variables: { id } })),
    {
      query: 'query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id ... on Task { name } ... on Order { orderId } } }',
      variables: { ids: nodeIds },
    },
  ];
}
