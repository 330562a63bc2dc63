/** Aleph from a plain script: `npx tsx examples/aleph-client.ts`, while `npm start` runs, asks the sandbox. */
import { createAleph, Secret } from 'aleph-graphql';

const {
  ALEPH_API_URL: apiUrl = 'http://127.0.0.1:4010',
  ALEPH_TOKEN_URL: tokenUrl = `${apiUrl}/oauth/token`,
  ALEPH_AUDIENCE: audience = 'https://api.satellogic.com/',
  ALEPH_CLIENT_ID: clientId = 'sandbox-north',
  ALEPH_CLIENT_SECRET: clientSecret = 'sandbox-north-secret',
} = process.env;

const aleph = createAleph({ apiUrl, tokenUrl, audience });
const client = aleph.connect({ credentials: { kind: 'PAIR', clientId, clientSecret: new Secret(clientSecret) } });
const signal = AbortSignal.timeout(60_000);
const query = {
  bbox: [-122.6, 37.6, -122.2, 37.9],
  dates: { start: '2026-01-01', end: '2026-09-30' },
  cloudCoverMax: 20,
  signal,
} as const;
try {
  for await (const { id, name } of client.contracts({ signal })) {
    let open = 0;
    for await (const _task of client.tasks(id, { status: 'RECEIVED', signal })) open += 1;
    console.log(`${name} (${id}): ${open} open tasks`);
    let shown = 0;
    for await (const item of client.searchArchive(id, query)) {
      console.log(`  ${item.datetime} ${item.cloudCover}% ${item.itemId}`);
      shown += 1;
      if (shown === 3) break;
    }
  }
  const { upstreamCalls, tokenCalls } = client.receipt().totals;
  console.log(`${upstreamCalls} calls, ${tokenCalls} token exchange`);
} finally {
  await aleph.close();
}
