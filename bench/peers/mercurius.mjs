import Fastify from 'fastify';
import mercurius from 'mercurius';
import { announce, contextFor, resolvers, typeDefs } from './schema.mjs';

const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: ({ headers }) => contextFor(headers['x-aleph-client-id'], headers['x-aleph-client-secret']),
});
announce(await app.listen({ port: 0, host: '127.0.0.1' }));
