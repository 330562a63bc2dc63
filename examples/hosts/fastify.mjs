/** The facade inside Fastify: `npm install aleph-graphql fastify`, then `node fastify.mjs`. */
import { createFacade } from 'aleph-graphql';
import Fastify from 'fastify';

const { PORT = '3000', ALEPH_UPSTREAM: upstream = 'sandbox' } = process.env;

/** Each caller brings Aleph credentials in the headers of the request. */
const facade = createFacade({ upstream, path: '/graphql', graphiql: true });

const app = Fastify();
app.register(async (scope) => {
  // The facade reads the body itself, and answers wrong ones in its own form.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const handler = async (request, reply) => {
    reply.hijack();
    await facade.handler(request.raw, reply.raw);
  };
  scope.all('/graphql', handler);
  scope.all('/graphql/*', handler);
});
app.addHook('onClose', () => facade.close());

const url = await app.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log(`${url}/graphql`);
process.once('SIGTERM', () => app.close());
