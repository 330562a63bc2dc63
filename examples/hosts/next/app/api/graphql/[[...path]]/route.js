import { createFacade } from 'aleph-graphql';
import { cookies } from 'next/headers';

export const dynamic = 'force-dynamic';

const {
  ALEPH_UPSTREAM: upstream = 'sandbox',
  ALEPH_CLIENT_ID: clientId = 'sandbox-north',
  ALEPH_CLIENT_SECRET: clientSecret = 'sandbox-north-secret',
} = process.env;

/** Stands for the sessions of your site. The secret stays on this server. */
const sessions = new Map([['demo', { kind: 'PAIR', clientId, clientSecret }]]);

// A build imports this file too, and must not start a sandbox.
let facade;

async function serve(request) {
  facade ??= createFacade({
    upstream,
    path: '/api/graphql',
    graphiql: true,
    credentials: async () => sessions.get((await cookies()).get('session')?.value),
  });
  return facade.fetch(request);
}

export { serve as GET, serve as OPTIONS, serve as POST };
