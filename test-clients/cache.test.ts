import { ApolloClient, type DocumentNode, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { QueryClient } from '@tanstack/query-core';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { keys, possibleTypes, resolvers, typePolicies } from 'aleph-graphql/cache';
import { createClient, FacadeError, TasksByStatusDocument } from 'aleph-graphql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { type Exchange, NORTH, notingFetch } from './credentials.ts';

const CONTRACT = 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634';
/** Parts of one page: each component asks for its own, and none repeats what another asked for. */
const PARTS = [
  gql`query Kind { viewer { id credentialKind } }`,
  gql`query Scopes { viewer { id scopes } }`,
  gql`query Boxes($id: ID!) { contract(id: $id) { id stacCollection(collectionId: "l1d-sr") { id extent { bboxes } } } }`,
  gql`query Starts($id: ID!) { contract(id: $id) { id stacCollection(collectionId: "l1d-sr") { id extent { intervals { start } } providers { name } } } }`,
  gql`query Ends($id: ID!) { contract(id: $id) { id stacCollection(collectionId: "l1d-sr") { id extent { intervals { end } } providers { url } } } }`,
  gql`query One($id: ID!) { contract(id: $id) { id stacCollections { id title } taskingProducts { id } } }`,
];
const PAGE = gql`
  query Page($id: ID!, $after: String) {
    contract(id: $id) {
      id
      tasks(first: 4, after: $after, filter: { status: COMPLETED }) {
        totalCount
        edges { cursor node { id taskId } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
interface Page {
  readonly contract: {
    readonly tasks: { readonly edges: { node: { id: string } }[]; readonly pageInfo: { endCursor: string } };
  };
}
const variables = { id: CONTRACT };
let warnings: unknown[][];

beforeEach(() => {
  warnings = [];
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...words) => void warnings.push(words));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(warnings).toEqual([]);
});

function apollo() {
  const sent: Exchange[] = [];
  const link = new HttpLink({ uri: inject('endpoint'), headers: NORTH, fetch: notingFetch(sent) });
  const cache = new InMemoryCache({ possibleTypes, typePolicies: typePolicies(relayStylePagination) });
  const client = new ApolloClient({ link, cache });
  const ask = async (query: DocumentNode) => (await client.query({ query, variables })).data as never;
  const more = async (query: DocumentNode, { after }: { after: string }) =>
    (await client.query({ query, variables: { ...variables, after }, fetchPolicy: 'network-only' })).data as never;
  return { sent, ask, more };
}

function graphcache() {
  const sent: Exchange[] = [];
  const exchange = cacheExchange({ keys, resolvers: resolvers(relayPagination) });
  const options = { url: inject('endpoint'), fetchOptions: { headers: NORTH }, fetch: notingFetch(sent) };
  const client = new Client({ ...options, exchanges: [exchange, fetchExchange] });
  const ask = async (query: DocumentNode, more = {}) => {
    const { data, error } = await client.query(query, { ...variables, ...more }).toPromise();
    return data ?? expect.fail(String(error));
  };
  return { sent, ask, more: ask };
}

test.each([
  ['Apollo', apollo],
  ['graphcache', graphcache],
])('parts of one page cost %s one request each, and none is repeated', async (_name, open) => {
  const { sent, ask } = open();
  const first = [];
  for (const part of PARTS) first.push(await ask(part));
  expect(sent).toHaveLength(PARTS.length);
  for (const [index, part] of PARTS.entries()) expect(await ask(part)).toEqual(first[index]);
  expect(sent).toHaveLength(PARTS.length);
});

/** The rows of four pages, as the cache holds them afterwards. */
test.each([
  ['Apollo', apollo],
  ['graphcache', graphcache],
])('%s merges 16 rows over four pages, each once', async (_name, open) => {
  const { sent, ask, more } = open();
  let page: Page = await ask(PAGE);
  let after = page.contract.tasks.pageInfo.endCursor;
  for (let count = 2; count <= 4; count += 1) {
    page = await more(PAGE, { after });
    after = page.contract.tasks.pageInfo.endCursor;
  }
  // Apollo keeps one list for all pages; graphcache the pages up to a cursor.
  const whole: Page = open === apollo ? await ask(PAGE) : page;
  const ids = whole.contract.tasks.edges.map(({ node }) => node.id);
  expect(ids).toHaveLength(16);
  expect(new Set(ids).size).toBe(16);
  expect(sent).toHaveLength(4);
});

test('TanStack Query reads by the client, and repeats what may be repeated alone', async () => {
  const credentials = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
  const queries = new QueryClient();
  const sent: Exchange[] = [];
  const open = (clientSecret: string) =>
    createClient({ url: inject('endpoint'), credentials: { ...credentials, clientSecret }, fetch: notingFetch(sent) });
  const retry = (count: number, error: unknown) => error instanceof FacadeError && error.retryable && count < 3;
  const read = (secret: string) =>
    queries.fetchQuery({
      queryKey: ['tasks', secret],
      queryFn: ({ signal }) => open(secret).request(TasksByStatusDocument, { first: 1 }, { signal }),
      staleTime: 60_000,
      retry,
    });
  const { contracts } = await read(credentials.clientSecret);
  expect(contracts).toHaveLength(3);
  await read(credentials.clientSecret);
  expect(sent).toHaveLength(1);
  await expect(read('wrong')).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
  expect(sent).toHaveLength(2);
});
