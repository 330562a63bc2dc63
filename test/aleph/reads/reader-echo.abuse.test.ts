import { expect, onTestFinished, test } from 'vitest';
import { createAleph } from '../../../src/aleph/client.ts';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';
import { sendJson, startUpstream } from '../../support/upstream/upstream.ts';

const TOKEN = 'canary-token-of-a-pair';

test('an answer that quotes the token of a pair is told of without Aleph’s words', async () => {
  let words = `token ${TOKEN} is not welcome`;
  const upstream = await startUpstream((request, response) => {
    if (request.url === '/oauth/token') sendJson(response, { access_token: TOKEN, expires_in: 86_400 });
    else sendJson(response, { detail: words }, 400);
  });
  const aleph = createAleph({ apiUrl: upstream.url, tokenUrl: `${upstream.url}/oauth/token`, audience: 'a' });
  onTestFinished(async () => {
    await aleph.close();
    await upstream.close();
  });
  const credentials = { kind: 'PAIR', clientId: 'id', clientSecret: new Secret('secret') } as const;
  const ask = () => aleph.connect({ credentials }).listContracts();

  await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_REQUEST', details: undefined });
  words = 'nobody is welcome';
  await expect(ask()).rejects.toMatchObject({ details: ['detail: nobody is welcome'] });
});
