import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Facade, startFacade } from '../support/facade/facade.ts';
import { codesOf, graphqlRequest, send, sendRaw } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const CONTRACTS = '{ contracts { id } }';
const CANARY = 'CANARY-d1f0';
const ID = 'X-Aleph-Client-Id: sandbox-north';
const SECRET = `X-Aleph-Client-Secret: ${CANARY}`;
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  ['an empty id', ['X-Aleph-Client-Id:', SECRET], 'CREDENTIALS_MALFORMED'],
  ['an empty secret', [ID, 'X-Aleph-Client-Secret: '], 'CREDENTIALS_MALFORMED'],
  ['an empty pair', ['X-Aleph-Client-Id:', 'X-Aleph-Client-Secret:'], 'CREDENTIALS_MALFORMED'],
  ['an empty Authorization', ['Authorization:'], 'CREDENTIALS_MALFORMED'],
  ['a scheme alone', ['Authorization: Bearer'], 'CREDENTIALS_MALFORMED'],
  ['a value without a scheme', [`Authorization: ${CANARY}`], 'CREDENTIALS_MALFORMED'],
  ['another scheme', [`Authorization: Digest ${CANARY}`], 'CREDENTIALS_MALFORMED'],
  ['two bearer tokens in one header', [`Authorization: Bearer ${CANARY} ${CANARY}`], 'CREDENTIALS_MALFORMED'],
  ['a bearer token with a comma', [`Authorization: Bearer ${CANARY},${CANARY}`], 'CREDENTIALS_MALFORMED'],
  ['a bearer token of 10 kB', [`Authorization: Bearer ${CANARY}${'a'.repeat(10_000)}`], 'CREDENTIALS_MALFORMED'],
  ['an id of 257 characters', [`X-Aleph-Client-Id: ${'a'.repeat(257)}`, SECRET], 'CREDENTIALS_MALFORMED'],
  ['a secret of 1,025 characters', [ID, `${SECRET}${'a'.repeat(1_025)}`], 'CREDENTIALS_MALFORMED'],
  ['an id with a space', ['X-Aleph-Client-Id: sandbox north', SECRET], 'CREDENTIALS_MALFORMED'],
  ['a secret that is not ASCII', [ID, `${SECRET}é`], 'CREDENTIALS_MALFORMED'],
  ['Basic that is not base64', [`Authorization: Basic ${base64(`a:${CANARY}`)}!!`], 'CREDENTIALS_MALFORMED'],
  ['Basic without a colon', [`Authorization: Basic ${base64(CANARY)}`], 'CREDENTIALS_MALFORMED'],
  ['Basic without an id', [`Authorization: Basic ${base64(`:${CANARY}`)}`], 'CREDENTIALS_MALFORMED'],
  [
    'Basic with a line end in the secret',
    [`Authorization: Basic ${base64(`a:${CANARY}\r\nX: 1`)}`],
    'CREDENTIALS_MALFORMED',
  ],
  ['Basic with a NUL in the id', [`Authorization: Basic ${base64(`a\0:${CANARY}`)}`], 'CREDENTIALS_MALFORMED'],
  ['Basic that is not ASCII', [`Authorization: Basic ${base64(`é:${CANARY}`)}`], 'CREDENTIALS_MALFORMED'],
  ['the id twice', [ID, ID, SECRET], 'CREDENTIALS_AMBIGUOUS'],
  ['the secret twice', [ID, SECRET, 'x-aleph-client-secret: other'], 'CREDENTIALS_AMBIGUOUS'],
  ['Authorization twice', [`Authorization: Bearer ${CANARY}`, 'authorization: Bearer other'], 'CREDENTIALS_AMBIGUOUS'],
  ['all three forms', [ID, SECRET, `Authorization: Basic ${base64(`a:${CANARY}`)}`], 'CREDENTIALS_AMBIGUOUS'],
];

/** Node's parser refuses these before it can be told which header they are in. */
const UNREADABLE: readonly (readonly [string, readonly string[], number])[] = [
  ['a bare CR', [ID, `${SECRET}\rX-Evil: 1`], 400],
  ['a bare LF', [ID, `${SECRET}\nX Evil`], 400],
  ['a NUL', [ID, `${SECRET}\0`], 400],
  ['a folded line', [ID, `${SECRET}\r\n more`], 400],
  ['more than all headers may take', [`Authorization: Bearer ${CANARY}${'a'.repeat(20_000)}`], 431],
];

describe('credentials that nobody should send', () => {
  const memory = createMemoryLog();
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  beforeEach(() => {
    facade.sandbox.resetCalls();
    memory.clear();
  });
  afterAll(() => facade.close());

  function expectSilence(reply: unknown): void {
    expect(JSON.stringify(reply)).not.toContain(CANARY);
    expect(memory.lines.join('')).not.toContain(CANARY);
    expect(facade.sandbox.calls()).toEqual([]);
  }

  test.each(REFUSED)('%s is refused and echoed nowhere', async (_what, headerLines, code) => {
    const answer = await sendRaw(facade.url, graphqlRequest(CONTRACTS, headerLines));

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { extensions: object }) => error.extensions)).toMatchObject([{ code }]);
    expectSilence(answer);
    expect(memory.entries('request')).toMatchObject([{ status: 400, codes: [code] }]);
  });

  test.each(UNREADABLE)(
    'a header with %s ends the connection with a typed refusal',
    async (_what, headerLines, status) => {
      const { body, ...answer } = await sendRaw(facade.url, graphqlRequest(CONTRACTS, headerLines));

      expect(answer.status).toBe(status);
      const [{ extensions }] = body.errors;
      expect(extensions).toEqual({ code: 'BAD_REQUEST', retryable: false, requestId: expect.any(String) });
      expect(answer.head).toContain(`X-Request-Id: ${extensions.requestId}`);
      expect(answer.head).toContain('Connection: close');
      expectSilence([answer, body]);
      expect(memory.entries('request')).toMatchObject([{ requestId: extensions.requestId, status }]);
    },
  );

  test.each(['client_secret', 'access_token', 'Authorization', 'client%5Fsecret', 'X-Aleph-Client-Secret'])(
    '%s in a URL is refused and not logged, whatever the operation needs',
    async (name) => {
      const url = `${facade.url}/graphql?${name}=${CANARY}`;
      const posted = await send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
      });
      const page = await send(url, { headers: { accept: 'text/html' } });

      for (const answer of [posted, page]) {
        expect(answer.status).toBe(400);
        expect(answer.body.errors[0].extensions.code).toBe('CREDENTIALS_MALFORMED');
        expectSilence(answer.body);
      }
    },
  );

  test('of fifty guesses from one address ten reach Aleph, and the rest are told to wait', async () => {
    const answers: Answer[] = [];
    for (let guess = 0; guess < 50; guess += 1) {
      const headers = { 'x-aleph-client-id': 'sandbox-north', 'x-aleph-client-secret': `guess-${guess}` };
      answers.push(await facade.ask(CONTRACTS, {}, headers));
    }

    expect(answers.flatMap(codesOf)).toEqual([
      ...Array(10).fill('CREDENTIALS_REJECTED'),
      ...Array(40).fill('AUTH_RATE_LIMITED'),
    ]);
    for (const { status, headers } of answers.slice(10)) {
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(facade.tokenCalls()).toBe(10);
    expect(facade.upstreamCalls()).toEqual([]);
  });
});
