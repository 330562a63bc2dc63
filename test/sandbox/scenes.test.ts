import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { plannedCaptures } from '../../src/sandbox/world/captures.ts';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { plannedTasks } from '../../src/sandbox/world/tasks.ts';
import { type Caller, NORTH, read, SOUTH, signIn, type Wire, withSandbox } from './caller.ts';

const SCENES = '/telluric/scenes/';
const tasks = plannedTasks(1);
const captures = plannedCaptures({ seed: 1, tasks, passes: createCatalog(1, 20_000).passes });
const publishedOf = (contractId: string) =>
  [...captures.values()].flat().filter(({ status, task }) => status === 'published' && task.contractId === contractId);

describe('GET /telluric/scenes', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox();
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('a published capture has scenes whose ids tell time, satellite, product and task', async () => {
    const counts = new Set<number>();
    for (const { id, task, pass } of publishedOf(NORTH).slice(0, 20)) {
      const page = await read(north.get(`${SCENES}?sceneset_id=${id}`));
      expect(page).toMatchObject({ next: null, previous: null, count: page.results.length });
      expect(page.results).toHaveLength(pass?.isSuperResolved ? 2 : 1);
      for (const scene of page.results) {
        expect(scene.scene_id).toMatch(/^\d{8}_\d{6}_\d{3}_SN\d\d_L1D(_SR)?_MS_\d+$/);
        expect(scene.scene_id.endsWith(`_${task.task_id}`)).toBe(true);
        expect(scene.sceneset_id).toBe(id);
      }
      counts.add(page.count);
    }
    expect(counts).toEqual(new Set([1, 2]));
  });

  test('attachments are fetched without credentials, with the file name that they are given', async () => {
    const [capture] = publishedOf(NORTH);
    const { results } = await read(north.get(`${SCENES}?sceneset_id=${capture?.id}`));
    const [zip, preview] = results[0].attachments;
    expect([zip.name, zip.file_name]).toEqual(['delivery_zip', `${results[0].scene_id}.zip`]);
    expect([preview.name, preview.file_name]).toEqual(['preview', `${results[0].scene_id}_preview.png`]);
    const starts = [zip, preview].map(async ({ url }) => {
      const reply = await fetch(url);
      expect(reply.status).toBe(200);
      return Buffer.from(await reply.arrayBuffer()).toString('latin1', 0, 4);
    });
    expect(await Promise.all(starts)).toEqual(['PK\x05\x06', '\x89PNG']);
    expect((await fetch(zip.url.replace('delivery.zip', 'preview.png'))).status).toBe(403);
  });

  test('without a capture the scenes of all of them are paged', async () => {
    const page = await read(north.get(SCENES));
    expect(page.results).toHaveLength(25);
    expect(page.count).toBeGreaterThan(publishedOf(NORTH).length);
    expect(page.next).toBe(`${sandbox.url}${SCENES}?limit=25&offset=25`);
  });

  test('captures that are unknown, unpublished or of another contract have none', async () => {
    const foreign = publishedOf(SOUTH)[0]?.id;
    const open = [...captures.values()]
      .flat()
      .find(({ status, task }) => status === 'scheduled' && task.contractId === NORTH);
    for (const id of [foreign, open?.id, 'nothing']) {
      expect(await read(north.get(`${SCENES}?sceneset_id=${id}`))).toMatchObject({ count: 0, results: [] });
    }
  });
});

test('by switch a scene has its id under another name', async () => {
  await withSandbox({ itemCount: 0, guesses: { sceneIdKey: 'id' } }, async (sandbox) => {
    const { results } = await read((await signIn(sandbox)).get(SCENES));
    expect(results.every((row: Wire) => row.id && !('scene_id' in row))).toBe(true);
  });
});
