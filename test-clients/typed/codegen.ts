import { GraphQLClient } from 'graphql-request';
import { graphql } from '../generated/codegen/gql';

export const Contracts = graphql(`
  query Contracts($first: Int!) {
    contracts { id name tasks(first: $first) { totalCount nodes { taskId status } } }
  }
`);

/** The names of the contracts with the ids of their tasks, as types that the compiler derived. */
export async function readByCodegen(endpoint: string, headers: Record<string, string>) {
  const { contracts } = await new GraphQLClient(endpoint, { headers }).request(Contracts, { first: 2 });
  return (contracts ?? []).map(({ name, tasks }): [string | null | undefined, number[]] => [
    name,
    (tasks?.nodes ?? []).map(({ taskId }) => taskId),
  ]);
}
