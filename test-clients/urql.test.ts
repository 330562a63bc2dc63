import {
  type AnyVariables,
  Client,
  cacheExchange,
  fetchExchange,
  gql,
  type OperationResult,
  subscriptionExchange,
  type Exchange as UrqlExchange,
} from '@urql/core';
import { cacheExchange as graphcache } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-sse';
import { expect, inject, test } from 'vitest';
import { type Exchange, NORTH, notingFetch } from './credentials.ts';

const CONTRACTS = gql`query { contracts { id name } }`;
const TASKS = gql`
  query ($id: ID!, $after: String) {
    contract(id: $id) { id tasks(first: 5, after: $after) { edges { node { id taskId } } pageInfo { hasNextPage endCursor } } }
  }
`;
const LONG = gql(`query ${'Long'.repeat(600)} { contracts { id } }`);

function open(exchanges: UrqlExchange[], options: { fetchSubscriptions?: boolean } = {}) {
  const sent: Exchange[] = [];
  const fetchOptions = { headers: NORTH };
  const client = new Client({ url: inject('endpoint'), exchanges, fetchOptions, fetch: notingFetch(sent), ...options });
  const read = (query: ReturnType<typeof gql>, variables: AnyVariables = {}) =>
    client.query(query, variables).toPromise();
  return { client, sent, read };
}

test('urql, as its guide starts it, reads short queries by GET and long ones by POST', async () => {
  const { read, sent } = open([cacheExchange, fetchExchange]);
  expect((await read(CONTRACTS)).data?.contracts).toHaveLength(3);
  const { data, error } = await read(LONG);
  expect(error).toBeUndefined();
  expect(data.contracts).toHaveLength(3);
  expect(sent).toEqual([
    { method: 'GET', status: 200 },
    { method: 'POST', status: 200 },
  ]);
});

test('urql says why a query that is wrong was refused', async () => {
  const { error } = await open([fetchExchange]).read(gql`query { nothing }`);
  expect(error?.graphQLErrors[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('graphcache merges pages and finds a node by its id', async () => {
  const cache = graphcache({ resolvers: { Contract: { tasks: relayPagination() } } });
  const { read, sent } = open([cache, fetchExchange]);
  const id = (await read(CONTRACTS)).data.contracts[0].id;
  const first = (await read(TASKS, { id })).data.contract.tasks;
  expect(first.edges).toHaveLength(5);
  expect((await read(TASKS, { id, after: first.pageInfo.endCursor })).data.contract.tasks.edges).toHaveLength(10);
  expect(sent).toHaveLength(3);
});

test('its persisted exchange sends the document after one refusal', async () => {
  const { read, sent } = open([persistedExchange({}), fetchExchange]);
  expect((await read(CONTRACTS)).data?.contracts).toHaveLength(3);
  expect(sent.map(({ status }) => status)).toEqual([400, 200]);
});

test('a subscription ends with the refusal of the server, by fetch and by graphql-sse', async () => {
  const subscription = gql`subscription { tasks { id } }`;
  const sse = createClient({ url: inject('endpoint'), headers: NORTH });
  const overSse = subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({ unsubscribe: sse.subscribe({ query, variables }, sink as never) }),
    }),
  });
  const clients = [open([fetchExchange], { fetchSubscriptions: true }), open([overSse, fetchExchange])];
  for (const { client } of clients) {
    const { error } = await client.subscription(subscription, {}).toPromise();
    expect(error?.graphQLErrors.map(({ message }) => message)).toEqual(['This schema has no subscriptions.']);
  }
});

test.each([
  ['its document cache', () => cacheExchange],
  ['graphcache', () => graphcache({})],
])('a query with @defer and @stream brings contracts first, through %s', async (_name, cacheOf) => {
  const { client, sent } = open([cacheOf(), fetchExchange]);
  const query = gql`
    query { contracts { id name ... @defer { tasks(first: 3) { nodes @stream(initialCount: 1) { id taskId } } } } }
  `;
  const seen: OperationResult[] = [];
  const subscription = client.query(query, {}).subscribe((result) => seen.push(result));
  await expect.poll(() => seen.at(-1)?.hasNext).toBe(false);
  subscription.unsubscribe();

  expect(seen[0]?.data.contracts.map((contract: object) => Object.hasOwn(contract, 'tasks'))).not.toContain(true);
  expect(seen.map(({ error }) => error)).toEqual(seen.map(() => undefined));
  for (const { tasks } of seen.at(-1)?.data.contracts ?? []) expect(tasks.nodes).toHaveLength(3);
  expect(sent).toEqual([{ method: 'GET', status: 200 }]);
});
