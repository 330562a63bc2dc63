import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IMAGERY_START, readImageryPage } from '../../src/aleph/imagery/imagery.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { failureOf, HARBOUR, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const TASK = 345674;
const PATH = `/tasking/tasks/${TASK}/captures`;
const SCENES = '/telluric/scenes';
/** As large as the archive is where nobody asks for less: the captures of tasks are tied to it. */
const WHOLE: SandboxOptions = { itemCount: 20_000 };

let upstream: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph(WHOLE);
});
afterAll(() => upstream.close());
afterEach(() => {
  upstream.sandbox.clearFaults();
  upstream.sandbox.resetCalls();
});

const list = (contractId = NORTH) => upstream.connect().listTaskCaptures(contractId, TASK);
const attachments = (captureId: string) => upstream.connect().listAttachments(NORTH, captureId);
const answering = (path: string, body: unknown) => upstream.sandbox.inject({ path, answer: { kind: 'json', body } });
const captureIds = async () => (await list()).map(({ captureId }) => captureId);

describe('the captures of a task', () => {
  test('are all of them, with the task they are of', async () => {
    const captures = await list();
    expect(captures.map(({ statusText }) => statusText).toSorted()).toEqual(['processing', 'published', 'published']);
    expect(captures[0]).toMatchObject({ contractId: NORTH, source: { kind: 'task', taskId: TASK } });
    expect(upstream.calls()).toEqual([`GET ${PATH}`]);
  });

  test('are the outcomes of the archive items made from them', async () => {
    const counts = await Promise.all(
      (await list()).map(async ({ captureId }) => {
        const cql2 = { op: '=', args: [{ property: 'satl:outcome_id' }, captureId] };
        const search = { contractId: NORTH, route: 'stac' } as const;
        const request = { search, filter: {}, cql2, first: 200, from: IMAGERY_START };
        return [captureId.slice(0, 8), (await readImageryPage(upstream.connect(), request)).rows.length];
      }),
    );
    expect(Object.fromEntries(counts)).toMatchObject({ '23dab721': 39, '40af993b': 51 });
  });

  test.each(['absolute', 'relative'] as const)('are read page after page by %s links', async (taskingNext) => {
    const all = await captureIds();
    const other = await startUpstreamAleph({ ...WHOLE, pageLimit: 1, guesses: { taskingNext } });
    const found = await other.connect().listTaskCaptures(NORTH, TASK);
    expect(found.map(({ captureId }) => captureId)).toEqual(all);
    expect(other.calls()).toEqual(all.map(() => `GET ${PATH}`));
    await other.close();
  });

  test('of another contract are refused as the task is', async () => {
    expect(await failureOf(list(HARBOUR))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('under short names or in properties are captures as well, and one without an id is none', async () => {
    answering(PATH, {
      results: [{ id: 'a', state: 'queued' }, { properties: { capture_id: 'b' } }, { status: 'lost' }],
    });
    expect(await list()).toMatchObject([
      { captureId: 'a', statusText: 'queued' },
      { captureId: 'b', statusText: 'unknown' },
    ]);
  });

  test('cut short by a link elsewhere are not taken for all', async () => {
    answering(PATH, {
      results: [{ capture_id: 'a', status: 'published' }],
      next: 'https://evil.test/captures?offset=1',
    });
    expect(await failureOf(list())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
    expect(upstream.calls()).toHaveLength(1);
  });
});

describe('the attachments of a capture', () => {
  test.each(['scene_id', 'id'] as const)(
    'are those of every scene, whichever name its id has: %s',
    async (sceneIdKey) => {
      const other = await startUpstreamAleph({ ...WHOLE, guesses: { sceneIdKey } });
      const client = other.connect();
      const published = (await client.listTaskCaptures(NORTH, TASK)).find(
        ({ statusText }) => statusText === 'published',
      );
      const found = await client.listAttachments(NORTH, published?.captureId ?? '');
      expect(new Set(found.map(({ name }) => name))).toEqual(new Set(['delivery_zip', 'preview']));
      expect(found[0]?.fileName).toMatch(/\.(zip|png)$/);
      expect(found.every(({ url }) => url?.includes('X-Amz-Signature='))).toBe(true);
      expect(other.sandbox.calls().at(-1)?.query).toEqual({
        sceneset_id: published?.captureId,
        limit: '100',
        offset: '0',
      });
      await other.close();
    },
  );

  test('that nothing was made from are none', async () => {
    const processing = (await list()).find(({ statusText }) => statusText === 'processing');
    expect(await attachments(processing?.captureId ?? '')).toEqual([]);
  });

  test.each<unknown>(['s3://bucket/a.zip', 'javascript:alert(1)', 'http://example.test/a.zip', '/a.zip', null, 7])(
    'at the address %j have none to follow',
    async (url) => {
      answering(SCENES, { results: [{ id: 's', attachments: [{ name: 'a', url }, { url }, null] }, { id: 't' }, 'x'] });
      expect(await attachments('c')).toEqual([{ name: 'a', fileName: undefined, url: undefined }]);
    },
  );
});
