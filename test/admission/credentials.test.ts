import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf } from '../support/facade/http.ts';

const CONTRACTS = '{ contracts { id } }';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('credentials of a request', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each([
    ['two X-Aleph headers', SOUTH],
    ['Basic', { authorization: `Basic ${base64('sandbox-south:sandbox-south-secret')}` }],
    [
      'Basic in other letters, with more space',
      { authorization: `bAsIc   ${base64('sandbox-south:sandbox-south-secret')}` },
    ],
  ])('as %s are exchanged for a token of that client', async (_form, headers) => {
    const { status, body } = await facade.ask(CONTRACTS, {}, headers);
    expect(status).toBe(200);
    expect(body.data.contracts).toHaveLength(1);
  });

  test('as a bearer token are sent on to Aleph as they are, without an exchange', async () => {
    const token = await tokenFor(facade, SOUTH);
    facade.sandbox.resetCalls();

    const { body } = await facade.ask(CONTRACTS, {}, { authorization: `Bearer ${token}` });

    expect(body.data.contracts).toHaveLength(1);
    expect(facade.tokenCalls()).toBe(0);
    expect(facade.sandbox.calls().map(({ clientId }) => clientId)).toEqual(['sandbox-south']);
  });

  test('may have a colon in a Basic secret, but none in the id', async () => {
    facade.sandbox.rotateSecret('sandbox-south', 'a:b:c');
    const { status } = await facade.ask(CONTRACTS, {}, { authorization: `Basic ${base64('sandbox-south:a:b:c')}` });
    expect(status).toBe(200);
    facade.sandbox.rotateSecret('sandbox-south', 'sandbox-south-secret');
  });

  test.each([
    ['no secret', { 'x-aleph-client-id': 'sandbox-north' }, 'CREDENTIALS_MALFORMED', 'X-Aleph-Client-Secret'],
    ['no id', { 'x-aleph-client-secret': 'CANARY' }, 'CREDENTIALS_MALFORMED', 'X-Aleph-Client-Id'],
    [
      'the pair and a bearer token',
      { ...NORTH, authorization: 'Bearer CANARY' },
      'CREDENTIALS_AMBIGUOUS',
      'Authorization',
    ],
    [
      'half the pair and Basic',
      { 'x-aleph-client-id': 'a', authorization: 'Basic CANARY' },
      'CREDENTIALS_AMBIGUOUS',
      'X-Aleph',
    ],
  ])('with %s are refused by the name of a header, before anything is asked', async (_what, headers, code, named) => {
    const answer = await facade.ask(CONTRACTS, {}, headers as Record<string, string>);

    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual([code]);
    expect(answer.body.errors[0].message).toContain(named);
    expect(JSON.stringify(answer.body)).not.toContain('CANARY');
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each([
    ['an id alone', { 'x-aleph-client-id': 'a' }, 'X-Aleph-Client-Secret: the client secret is missing.'],
    ['a secret alone', { 'x-aleph-client-secret': 'CANARY' }, 'X-Aleph-Client-Id: the client id is missing.'],
    ['an id in Basic', { authorization: `Basic ${base64('CANARY')}` }, 'Authorization: the client secret is missing.'],
    [
      'an id and a colon in Basic',
      { authorization: `Basic ${base64('CANARY:')}` },
      'Authorization: the client secret is missing.',
    ],
    ['a secret in Basic', { authorization: `Basic ${base64(':CANARY')}` }, 'Authorization: the client id is missing.'],
  ])('of %s are told that the other half is missing', async (_what, headers, message) => {
    const { body } = await facade.ask(CONTRACTS, {}, headers as Record<string, string>);
    expect(body.errors).toMatchObject([{ message, extensions: { code: 'CREDENTIALS_MALFORMED' } }]);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('as a token that Aleph refuses are told to be expired, revoked or mistyped', async () => {
    const { body } = await facade.ask(CONTRACTS, {}, { authorization: 'Bearer mistyped' });
    expect(body.errors[0].message).toContain('expired, revoked or mistyped');
  });

  test('that are wrong are refused alike for an unknown client and for a wrong secret', async () => {
    const unknown = await facade.ask(CONTRACTS, {}, { ...NORTH, 'x-aleph-client-id': 'nobody' });
    const wrong = await facade.ask(CONTRACTS, {}, { ...NORTH, 'x-aleph-client-secret': 'guess' });

    expect(codesOf(unknown)).toEqual(['CREDENTIALS_REJECTED']);
    expect(codesOf(wrong)).toEqual(['CREDENTIALS_REJECTED']);
    expect(wrong.body.errors[0].message).toBe(unknown.body.errors[0].message);
  });

  test('that are wrong are exchanged anew, also while the right pair of that client has its token', async () => {
    await facade.ask(CONTRACTS, {}, NORTH);
    facade.sandbox.resetCalls();

    const answer = await facade.ask(CONTRACTS, {}, { ...NORTH, 'x-aleph-client-secret': 'another-guess' });

    expect(codesOf(answer)).toEqual(['CREDENTIALS_REJECTED']);
    expect(facade.tokenCalls()).toBe(1);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('in a wrong form are refused even when the operation needs none', async () => {
    const answer = await facade.ask('{ __typename }', {}, { 'x-aleph-client-id': 'sandbox-north' });
    expect(codesOf(answer)).toEqual(['CREDENTIALS_MALFORMED']);
  });
});

async function tokenFor({ sandbox }: Facade, pair: typeof SOUTH): Promise<string> {
  const response = await fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      audience: 'https://api.satellogic.com/',
      client_id: pair['x-aleph-client-id'],
      client_secret: pair['x-aleph-client-secret'],
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
