import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretIn } from '../support/canaries.ts';
import { type RunningProcess, runEntry } from '../support/process.ts';
import { GRANT, sendJson, startUpstream, type Upstream } from '../support/upstream/upstream.ts';

const SECRETS = {
  id: 'canary_id.4f1c9a7be2',
  secret: 'Zq7"\\%2B/+canarySecret83kd',
  token: 'canary.token-K2v9/xW+0aQe71~b',
  bearer: 'canary.bearer-7Hd2/pL+9sRt40~c',
};
const ID = `X-Aleph-Client-Id: ${SECRETS.id}`;
const PAIR = [ID, `X-Aleph-Client-Secret: ${SECRETS.secret}`];
const BASIC = [`Authorization: Basic ${Buffer.from(`${SECRETS.id}:${SECRETS.secret}`).toString('base64')}`];
const BEARER = [`Authorization: Bearer ${SECRETS.bearer}`];
const TASKS = JSON.stringify({ query: '{ viewer { credentialKind } contracts { id tasks { nodes { taskId } } } }' });
const HEADERS = ['Accept', 'Authorization', 'Content-Encoding', 'Cookie', 'Expect', 'Origin', 'X-Request-Id'];

/** Answers that hand back all that was sent. */
type Misbehaviour = (echo: string, response: ServerResponse) => void;
const MISBEHAVIOURS: readonly Misbehaviour[] = [
  ...[401, 403, 404, 409, 418, 429, 500].map((status): Misbehaviour => {
    return (echo, response) => sendJson(response, { message: echo, error: echo, error_description: echo }, status);
  }),
  (echo, response) => response.writeHead(307, { location: `http://127.0.0.1:9/?${encodeURIComponent(echo)}` }).end(),
  (echo, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${echo}</html>`),
  (echo, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(echo),
  (echo, response) => sendJson(response, { unexpected: echo }),
  (echo, response) => response.writeHead(200, { 'content-length': 10_000 }).write(echo, () => response.destroy()),
  (_echo, response) => response.destroy(),
];

/** Bodies with a secret in the wrong place. */
function misplacedIn(secret: string): readonly string[] {
  const text = JSON.stringify(secret);
  const dates = 'dates: { start: "2026-01-01", end: "2026-01-02" }';
  const search = (box: string) => `{ contracts { archiveSearch(bbox: ${box}, ${dates}) { totalCount } } }`;
  const documents = [
    search(text),
    `{ contracts(x: ${text}`,
    `query ($a: Int = ${text}) { contracts(a: $a) { id } }`,
    `{ contract(id: ${text}) { id } node(id: ${text}) { id } }`,
  ];
  return [
    ...documents.map((query) => JSON.stringify({ query })),
    JSON.stringify({ query: `query ($box: BBox!) ${search('$box')}`, variables: { box: secret } }),
    JSON.stringify({ query: '{ __typename }', operationName: secret }),
    `{"query":"{ __typename }","variables":${text}}`,
    `{${text}:1}`,
    `[${text}]`,
    secret,
  ];
}

describe('secrets', () => {
  let misbehave: { readonly path: RegExp; readonly how: Misbehaviour } | undefined;
  let upstream: Upstream;
  let started: RunningProcess;
  let url = '';
  const replies: string[] = [];

  beforeAll(async () => {
    upstream = await startUpstream((request, response) => {
      const echo = `${JSON.stringify(request.headers)} ${request.body}`;
      if (misbehave?.path.test(request.url)) misbehave.how(echo, response);
      else if (request.url === '/oauth/token') sendJson(response, { ...GRANT, access_token: SECRETS.token });
      else if (request.url === '/contracts') sendJson(response, [{ contract_id: 'cont.a' }]);
      else sendJson(response, { count: 0, results: [] });
    });
    const addresses = { ALEPH_API_URL: upstream.url, ALEPH_TOKEN_URL: `${upstream.url}/oauth/token` };
    started = runEntry('main', ['--live'], { PORT: '0', LOG_LEVEL: 'debug', ...addresses });
    url = (await started.until('listening'))['url'] ?? '';
  });
  afterAll(async () => {
    started.signal('SIGKILL');
    await started.exit;
    await upstream.close();
  });

  async function ask(lines: readonly string[], body = TASKS, target = '/graphql'): Promise<void> {
    const length = `Content-Length: ${Buffer.byteLength(body)}`;
    const head = [
      `POST ${target} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: close',
      'Content-Type: application/json',
      length,
    ];
    replies.push(await replyTo(url, `${[...head, ...lines].join('\r\n')}\r\n\r\n${body}`));
  }

  function expectSilence(): void {
    for (const text of [...replies, started.stdout(), started.stderr()]) {
      expect({ found: secretIn(text, SECRETS), text }).toEqual({ found: undefined, text });
    }
  }

  test('are found in whatever form they are written', () => {
    const { secret } = SECRETS;
    const texts = [
      `x${secret}`,
      secret.slice(5, 17),
      JSON.stringify({ it: secret }),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('hex'),
      ...['', '1', '12', '123'].map((before) => Buffer.from(`${before}${secret}xyz`).toString('base64')),
      Buffer.from(`{"a":"${secret}"}`).toString('base64url'),
    ];
    expect(texts.filter((text) => secretIn(text, { secret }) === undefined)).toEqual([]);
    expect(secretIn('a text of nothing in particular', SECRETS)).toBeUndefined();
  });

  test('are in no reply and no line of the log, whatever Aleph answers', async () => {
    for (const lines of [PAIR, BASIC, BEARER]) await ask(lines);
    for (const [index, how] of MISBEHAVIOURS.entries()) {
      misbehave = { path: /^\/(contracts|tasking)/, how };
      for (const lines of [PAIR, BEARER]) await ask(lines);
      misbehave = { path: /^\/tasking/, how };
      await ask(PAIR);
      misbehave = { path: /^\/oauth/, how };
      await ask([ID, `X-Aleph-Client-Secret: ${SECRETS.secret}${index}`]);
    }
    misbehave = undefined;

    const sent = upstream.received.map(({ headers, body }) => `${JSON.stringify(headers)} ${body}`).join('\n');
    expect(Object.entries(SECRETS).filter(([, secret]) => secretIn(sent, { secret }) === undefined)).toEqual([]);
    expect(replies.filter((reply) => !/^HTTP\/1\.1 (200|401|429|503) /.test(reply))).toEqual([]);
    expectSilence();
  });

  test('are in no reply and no line of the log, wherever a caller puts them', async () => {
    for (const secret of Object.values(SECRETS)) {
      for (const body of misplacedIn(secret)) await ask(PAIR, body);
      for (const name of HEADERS) await ask([`${name}: ${secret}`]);
      for (const end of ['\r bare', '\0', 'é']) await ask([ID, `X-Aleph-Client-Secret: ${secret}${end}`]);
      for (const name of ['client_secret', 'a'])
        await ask(PAIR, TASKS, `/graphql?${name}=${encodeURIComponent(secret)}`);
    }
    expectSilence();
  });

  test('are in nothing that the process says when it ends', async () => {
    started.signal('SIGTERM');
    expect(await started.exit).toBe(0);
    expectSilence();
  });
});

/** All that comes back for these bytes until the connection closes. */
async function replyTo(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let reply = '';
  socket.on('error', () => undefined);
  socket.on('data', (text) => {
    reply += text;
  });
  socket.write(Buffer.from(bytes, 'latin1'));
  await new Promise((done) => socket.once('close', done));
  return reply;
}
