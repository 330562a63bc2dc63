import { readdirSync, readFileSync } from 'node:fs';
import {
  Environment,
  type FetchFunction,
  fetchQuery,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { expect, inject, test } from 'vitest';
import { NORTH } from './credentials.ts';
import tasksFragment from './generated/relay/documents_tasks.graphql.ts';
import contractQuery from './generated/relay/documentsContractQuery.graphql.ts';
import tasksQuery from './generated/relay/documentsTasksQuery.graphql.ts';

/** As Relay's guide writes it for persisted queries. */
const fetchByRelay: FetchFunction = async ({ id }, variables) => {
  const headers = { ...NORTH, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ documentId: id, variables });
  return (await fetch(inject('trusting').relay, { method: 'POST', headers, body })).json();
};

test('Relay pages through a connection by its own refetch query, with the documents of its manifest', async () => {
  const environment = new Environment({ network: Network.create(fetchByRelay), store: new Store(new RecordSource()) });
  const run = (query: typeof contractQuery, variables: object) =>
    fetchQuery(environment, query as never, variables).toPromise();
  const id = 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634';
  const { contract } = (await run(contractQuery, { id })) as { contract: object };
  const tasks = () => {
    const selector = getSingularSelector(tasksFragment, contract as never);
    // biome-ignore lint/suspicious/noExplicitAny: the shape follows from the fragment
    return (environment.lookup(selector as never).data as any).tasks;
  };
  expect(tasks().edges).toHaveLength(5);
  await run(tasksQuery as never, { id, first: 5, after: tasks().pageInfo.endCursor });
  expect(new Set(tasks().edges.map(({ node }: { node: { taskId: number } }) => node.taskId)).size).toBe(10);
});

test('Relay’s compiler takes every example', () => {
  const artifacts = readdirSync(new URL('generated/examples/artifacts/', import.meta.url));
  const folder = new URL('../examples/operations/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  for (const [kind, ending] of [
    ['query', 'Query'],
    ['mutation', 'Mutation'],
  ] as const) {
    const written = texts.match(new RegExp(`^${kind} \\w+`, 'gm')) ?? [];
    expect(written.length).toBeGreaterThan(1);
    expect(artifacts.filter((name) => name.endsWith(`${ending}.graphql.ts`))).toHaveLength(written.length);
  }
});
