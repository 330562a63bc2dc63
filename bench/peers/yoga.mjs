import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce, contextFor, resolvers, typeDefs } from './schema.mjs';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: ({ request: { headers } }) =>
    contextFor(headers.get('x-aleph-client-id'), headers.get('x-aleph-client-secret')),
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => announce(`http://127.0.0.1:${server.address().port}`));
