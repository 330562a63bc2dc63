import type { IGraphQLConfig } from 'graphql-config';

/** Editors read it and then complete and check the queries in these files. */
const config: IGraphQLConfig = {
  schema: 'schema.graphql',
  documents: ['examples/operations/*.graphql', 'examples/typed-client/*.ts'],
};

export default config;
