import { graphql } from 'gql.tada';
import { GraphQLClient } from 'graphql-request';

const Contracts = graphql(`
  query Contracts($first: Int!) {
    contracts { id name tasks(first: $first) { totalCount nodes { taskId status } } }
  }
`);

export async function readByTada(endpoint: string, headers: Record<string, string>) {
  const { contracts } = await new GraphQLClient(endpoint, { headers }).request(Contracts, { first: 2 });
  return (contracts ?? []).map(({ name, tasks }): [string | null | undefined, number[]] => [
    name,
    (tasks?.nodes ?? []).map(({ taskId }) => taskId),
  ]);
}
