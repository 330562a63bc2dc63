import { GraphQLClient } from 'graphql-request';
import { graphql } from './generated/index.ts';
import { everyRow } from './pages.ts';

const Overview = graphql(`
  query Overview($bbox: BBox!, $dates: DateRange!) {
    contracts {
      id
      name
      tasks(first: 2) { totalCount nodes { id taskId name status } }
      archiveSearch(bbox: $bbox, dates: $dates, first: 2) { nodes { id itemId geometry cloudCover } }
    }
  }
`);
const TasksPage = graphql(`
  query TasksPage($contractId: ID!, $after: String) {
    contract(id: $contractId) {
      id
      tasks(first: 50, after: $after) { nodes { id isTerminal } complete pageInfo { hasNextPage endCursor } }
    }
  }
`);

const { ALEPH_CLIENT_ID = 'sandbox-north', ALEPH_CLIENT_SECRET = 'sandbox-north-secret' } = process.env;
const client = new GraphQLClient(process.argv[2] ?? 'http://127.0.0.1:4000/graphql', {
  headers: { 'X-Aleph-Client-Id': ALEPH_CLIENT_ID, 'X-Aleph-Client-Secret': ALEPH_CLIENT_SECRET },
});
const readTasks = async (contractId: string, after: string | null) =>
  (await client.request(TasksPage, { contractId, after })).contract?.tasks;

const bbox = [121.2, 31, 121.7, 31.5] as const;
const { contracts } = await client.request(Overview, { bbox, dates: { start: '2025-10-01', end: '2026-09-30' } });
for (const { id, name, tasks, archiveSearch } of contracts ?? []) {
  let open = 0;
  for await (const { isTerminal } of everyRow((after) => readTasks(id, after))) if (!isTerminal) open += 1;
  console.log(`${name}: ${open} of ${tasks?.totalCount} tasks open`);
  for (const task of tasks?.nodes ?? []) console.log(`  task ${task.taskId} ${task.status} ${task.name}`);
  for (const { itemId, geometry, cloudCover } of archiveSearch?.nodes ?? []) {
    console.log(`  item ${itemId} ${geometry?.type ?? 'without footprint'}, ${cloudCover?.toFixed() ?? '?'} % cloud`);
  }
}
