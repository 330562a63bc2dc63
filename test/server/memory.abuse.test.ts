import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, NORTH } from '../support/facade/facade.ts';
import { send } from '../support/facade/http.ts';
import { type RunningProcess, runEntry } from '../support/process.ts';
import { GRANT, sendJson, startUpstream, type Upstream } from '../support/upstream/upstream.ts';

const MiB = 1_024 * 1_024;
const MOST_GROWTH = 100;
/** 300 documents that were all kept would take 300 MiB, and end the process. */
const SMALL_HEAP = '--max-old-space-size=128';
const TASKS = '{ contracts { id tasks { totalCount } } }';
const JSON_TYPE = { 'content-type': 'application/json' };

const zipped = gzipSync(Buffer.alloc(300 * MiB));

type Bomb = (response: ServerResponse) => void;
const BOMBS: readonly (readonly [string, Bomb])[] = [
  ['300 MiB in gzip', (response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(zipped)],
  ['100 MiB, their length told', (response) => fill(response, { 'content-length': String(100 * MiB) })],
  ['pieces without end', (response) => fill(response)],
];

describe.runIf(process.platform === 'linux')('the memory of the process', () => {
  let answerTasks: Bomb = (response) => sendJson(response, { count: 0, results: [] });
  let upstream: Upstream;
  let started: RunningProcess;
  let url = '';
  let atRest = 0;

  beforeAll(async () => {
    upstream = await startUpstream((request, response) => {
      if (request.url === '/oauth/token') sendJson(response, GRANT);
      else if (request.url === '/contracts') sendJson(response, [{ contract_id: 'cont.a' }]);
      else answerTasks(response);
    });
    const addresses = { ALEPH_API_URL: upstream.url, ALEPH_TOKEN_URL: `${upstream.url}/oauth/token` };
    started = runEntry('main', ['--live'], { PORT: '0', NODE_OPTIONS: SMALL_HEAP, ...addresses });
    url = (await started.until('listening'))['url'] ?? '';
    expect((await ask(TASKS, NORTH)).body.errors).toBeUndefined();
    atRest = started.peakMemory();
  });
  afterAll(async () => {
    started.signal('SIGKILL');
    await started.exit;
    await upstream.close();
  });

  function ask(query: string, headers: Record<string, string>): Promise<Answer> {
    const init = { method: 'POST', headers: { ...JSON_TYPE, ...headers } };
    return send(`${url}/graphql`, { ...init, body: JSON.stringify({ query }) });
  }

  test.each(BOMBS)('stays within 100 MiB of what it was when Aleph answers with %s', async (_what, bomb) => {
    answerTasks = bomb;

    const answers = await Promise.all([ask(TASKS, NORTH), ask(TASKS.replace('tasks', 'tasks(first: 7)'), NORTH)]);

    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.data.contracts).toEqual([{ id: 'cont.a', tasks: null }]);
      expect(body.errors).toMatchObject([
        { extensions: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'TOO_LARGE', retryable: false } },
      ]);
    }
    expect(started.peakMemory() - atRest).toBeLessThan(MOST_GROWTH);
  });

  test('holds a few of 300 documents, each of 30 KiB and unlike the others', async () => {
    for (let turn = 0; turn < 300; turn += 1) {
      const ids = Array.from({ length: 1_800 }, (_, index) => `"${turn}-${index}-padding"`).join(' ');
      const query = `{ nodes(ids: [${ids.slice(0, 30_000).replace(/ [^ ]*$/, '')}]) { id } }`;
      const statuses = await Promise.all([ask(query, NORTH), ask(query, {})]);
      expect(statuses.map(({ status }) => status)).toEqual([200, 401]);
    }
    expect((await send(`${url}/health`)).status).toBe(200);
  });
});

/** Sends until nobody takes it any more. */
function fill(response: ServerResponse, headers: Record<string, string> = {}): void {
  let isTaken = true;
  response.on('close', () => {
    isTaken = false;
  });
  const more = () => {
    while (isTaken && response.write(Buffer.alloc(MiB, ' ')));
  };
  response.on('drain', more).writeHead(200, { ...JSON_TYPE, ...headers });
  more();
}
