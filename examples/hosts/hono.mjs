/** The facade inside Hono: `npm install aleph-graphql hono @hono/node-server`, then `node hono.mjs`. */
import { serve } from '@hono/node-server';
import { createFacade } from 'aleph-graphql';
import { Hono } from 'hono';

const { PORT = '3000', ALEPH_UPSTREAM: upstream = 'sandbox' } = process.env;

/** Each caller brings Aleph credentials in the headers of the request. */
const facade = createFacade({ upstream, path: '/graphql', graphiql: true });

const app = new Hono();
for (const path of ['/graphql', '/graphql/*']) app.all(path, ({ req }) => facade.fetch(req.raw));

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}/graphql`);
});
process.once('SIGTERM', async () => {
  await facade.close();
  server.close();
  server.closeAllConnections();
});
