/** The facade inside Express: `npm install aleph-graphql express`, then `node express.mjs`. */
import { createFacade } from 'aleph-graphql';
import express from 'express';

const {
  PORT = '3000',
  ALEPH_UPSTREAM: upstream = 'sandbox',
  ALEPH_CLIENT_ID: clientId = 'sandbox-north',
  ALEPH_CLIENT_SECRET: clientSecret = 'sandbox-north-secret',
} = process.env;

/** Stands for the sessions of your site. The secret stays on this server. */
const sessions = new Map([['demo', { kind: 'PAIR', clientId, clientSecret }]]);

const facade = createFacade({
  upstream,
  path: '/graphql',
  graphiql: true,
  credentials(request) {
    const [, id] = /(?:^|;\s*)session=([^;]+)/.exec(request.headers.get('cookie') ?? '') ?? [];
    return sessions.get(id);
  },
});

const app = express();
app.get('/login', (_request, response) => {
  response.cookie('session', 'demo', { httpOnly: true, sameSite: 'lax' }).redirect('/graphql');
});
app.use('/graphql', facade.handler);

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/login`);
});
process.once('SIGTERM', async () => {
  await facade.close();
  server.close();
  server.closeAllConnections();
});
