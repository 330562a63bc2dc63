import { graphql } from 'relay-runtime';

/** Read by relay-compiler alone. */
export const documents = [
  graphql`
    query documentsContractQuery($id: ID!) {
      contract(id: $id) {
        ...documents_tasks
      }
    }
  `,
  graphql`
    fragment documents_tasks on Contract
    @refetchable(queryName: "documentsTasksQuery")
    @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }) {
      tasks(first: $first, after: $after) @connection(key: "documents_tasks") {
        edges {
          node {
            taskId
          }
        }
      }
    }
  `,
];
