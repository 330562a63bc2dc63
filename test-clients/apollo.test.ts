import { createHash } from 'node:crypto';
import { ApolloClient, type ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { expect, inject, test } from 'vitest';
import { type Exchange, NORTH, notingFetch } from './credentials.ts';

const CONTRACTS = gql`query Contracts { contracts { id name } }`;
const VIEWER = gql`query Viewer { viewer { credentialKind } }`;
const TASKS = gql`
  query Tasks($id: ID!, $after: String) {
    contract(id: $id) { id tasks(first: 5, after: $after) { edges { node { id taskId } } pageInfo { hasNextPage endCursor } } }
  }
`;
interface Tasks {
  readonly contract: {
    readonly tasks: { readonly edges: readonly object[]; readonly pageInfo: { endCursor: string } };
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function open(linkOf: (options: HttpLink.Options) => ApolloLink) {
  const exchanges: Exchange[] = [];
  const link = linkOf({ uri: inject('endpoint'), headers: NORTH, fetch: notingFetch(exchanges) });
  const cache = new InMemoryCache({ typePolicies: { Contract: { fields: { tasks: relayStylePagination() } } } });
  return { client: new ApolloClient({ link, cache, clientAwareness: { name: 'test', version: '1' } }), exchanges };
}

test.each([false, true])(
  'Apollo Client reads, and pages with its cache, with useGETForQueries: %s',
  async (useGETForQueries) => {
    const { client, exchanges } = open((options) => new HttpLink({ ...options, useGETForQueries }));
    const { data } = await client.query<{ contracts: { id: string }[] }>({ query: CONTRACTS });
    const id = data?.contracts[0]?.id;
    const pages = client.watchQuery<Tasks>({ query: TASKS, variables: { id } });
    const seen: Tasks[] = [];
    const subscription = pages.subscribe(({ data: now, dataState }) => dataState === 'complete' && seen.push(now));
    await expect.poll(() => seen.at(-1)?.contract.tasks.edges).toHaveLength(5);
    await pages.fetchMore({ variables: { after: seen.at(-1)?.contract.tasks.pageInfo.endCursor } });
    await expect.poll(() => seen.at(-1)?.contract.tasks.edges).toHaveLength(10);
    subscription.unsubscribe();

    expect(exchanges).toEqual(Array(3).fill({ method: useGETForQueries ? 'GET' : 'POST', status: 200 }));
  },
);

test.each([false, true])(
  'its persisted-query link sends the document after one refusal, by GET: %s',
  async (useGET) => {
    const { client, exchanges } = open((options) =>
      new PersistedQueryLink({ sha256, useGETForHashedQueries: useGET }).concat(new HttpLink(options)),
    );
    expect((await client.query<{ contracts: unknown[] }>({ query: CONTRACTS })).data?.contracts).toHaveLength(3);
    expect((await client.query({ query: VIEWER })).data).toBeDefined();

    expect(exchanges.map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(exchanges[0]?.method).toBe(useGET ? 'GET' : 'POST');
  },
);

test('its batch link gets an error for each operation that names the code', async () => {
  const { client, exchanges } = open((options) => new BatchHttpLink(options));
  const results = await Promise.allSettled([CONTRACTS, VIEWER].map((query) => client.query({ query })));

  for (const result of results) {
    const error: unknown = result.status === 'rejected' ? result.reason : undefined;
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.['code']).toBe('BATCHING_DISABLED');
  }
  expect(exchanges).toEqual([{ method: 'POST', status: 400 }]);
});

test('its handler of @defer shows contracts first, and their tasks as they arrive', async () => {
  const exchanges: Exchange[] = [];
  const client = new ApolloClient({
    link: new HttpLink({ uri: inject('endpoint'), headers: NORTH, fetch: notingFetch(exchanges) }),
    cache: new InMemoryCache(),
    incrementalHandler: new Defer20220824Handler(),
  });
  const query = gql`
    query Later { contracts { id name ... @defer(label: "tasks") { tasks(first: 2) { nodes { id taskId } } } } }
  `;
  const seen: { readonly contracts: readonly { readonly name: string; readonly tasks?: object }[] }[] = [];
  const states: string[] = [];
  const watched = client.watchQuery<(typeof seen)[number]>({ query });
  const subscription = watched.subscribe(({ data, dataState }) => {
    states.push(dataState);
    if (data !== undefined) seen.push(data as (typeof seen)[number]);
  });
  await expect.poll(() => states.at(-1)).toBe('complete');
  subscription.unsubscribe();

  expect(states).toContain('streaming');
  expect(seen[0]?.contracts.map(({ name, tasks }) => [typeof name, tasks])).toEqual(
    Array(3).fill(['string', undefined]),
  );
  expect(seen.at(-1)?.contracts.map(({ tasks }) => tasks)).toEqual(
    Array(3).fill(expect.objectContaining({ nodes: [expect.anything(), expect.anything()] })),
  );
  expect(exchanges).toEqual([{ method: 'POST', status: 200 }]);
});
