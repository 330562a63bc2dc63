/** Aleph from a plain script: `npx tsx examples/aleph-client.ts`, while `npm start` runs, asks the sandbox. */
import { createAleph } from '../src/aleph/client.ts';
import { IMAGERY_START, readImageryPage } from '../src/aleph/imagery/imagery.ts';
import { Secret } from '../src/aleph/sign-in/secret.ts';

const {
  ALEPH_API_URL: apiUrl = 'http://127.0.0.1:4010',
  ALEPH_TOKEN_URL: tokenUrl = `${apiUrl}/oauth/token`,
  ALEPH_AUDIENCE: audience = 'https://api.satellogic.com/',
  ALEPH_CLIENT_ID: clientId = 'sandbox-north',
  ALEPH_CLIENT_SECRET: clientSecret = 'sandbox-north-secret',
} = process.env;

const aleph = createAleph({ apiUrl, tokenUrl, audience });
const client = aleph.connect({ credentials: { kind: 'PAIR', clientId, clientSecret: new Secret(clientSecret) } });
try {
  for (const { id: contractId, name } of await client.listContracts()) {
    const tasks = await client.listTasks(contractId, { limit: 1, offset: 0 });
    const imagery = await readImageryPage(client, {
      search: {
        contractId,
        route: 'archive',
        bbox: [-122.6, 37.6, -122.2, 37.9],
        dates: { start: '2026-01-01', end: '2026-09-30' },
      },
      filter: { cloudCoverMax: 20 },
      first: 3,
      from: IMAGERY_START,
    });
    console.log(`${name} (${contractId}): ${tasks.totalCount} tasks`);
    for (const { item } of imagery.rows) console.log(`  ${item.datetime} ${item.cloudCover}% ${item.itemId}`);
  }
  const { upstreamCalls, tokenCalls } = client.receipt().totals;
  console.log(`${upstreamCalls} calls, ${tokenCalls} token exchange`);
} finally {
  await aleph.close();
}
