import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { paintTile } from '../../../src/sandbox/world/imagery/pictures.ts';
import { startFacade } from '../../support/facade/facade.ts';
import { rectangle } from '../../support/sandbox/clipping.ts';
import { chromiumPath } from '../support/chromium.ts';
import { complaintsOf, editorOf } from '../support/page-probes.ts';
import { useStage } from '../support/stage.ts';

const chromium = chromiumPath();
const IS_BUILT = existsSync(new URL('../../../dist/map/map.js', import.meta.url));
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

const squareAt = (x: number, y: number) => ({
  type: 'Polygon',
  coordinates: [rectangle([x, y, x + 0.04, y + 0.04])],
});

describe.skipIf(chromium === undefined || !IS_BUILT)('the map in Chromium, of answers that Aleph does not send', () => {
  const asked: string[] = [];
  const tiles: Server = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(200, { 'content-type': 'image/png' }).end(paintTile(256, 1));
  });
  let tilesUrl: string;
  const stage = useStage(async () => {
    await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve));
    tilesUrl = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}/{z}/{x}/{y}.png`;
    return startFacade({ sandbox: { itemCount: 10 }, config: { mapTilesUrl: tilesUrl } });
  });
  afterAll(() => void tiles.close());

  /** GraphiQL with the map open over this answer to everything but introspection, and all that went wrong. */
  async function openWith(data: unknown) {
    const page = await stage.browser.context.newPage();
    const complaints = complaintsOf(page);
    await page.route('**/graphql', async (route) => {
      const { operationName = '' } = route.request().method() === 'POST' ? route.request().postDataJSON() : {};
      if (route.request().method() !== 'POST' || operationName === 'IntrospectionQuery') await route.continue();
      else await route.fulfill({ json: { data } });
    });
    await page.goto(`${stage.facade.url}/graphql`);
    await editorOf(page);
    await page.getByRole('button', { name: /^Execute/ }).click();
    await page.locator('.result-window .view-lines').getByText('data').first().waitFor();
    await page.getByRole('radio', { name: 'Map' }).click();
    return { page, complaints };
  }

  const heading = (page: Page) => page.locator('.map-list .map-heading').textContent();

  test('draws what can be drawn, shows names as texts, and says what is missing', async () => {
    const strange = [null, {}, { type: 'Polygn', coordinates: [[]] }, { type: 'Point', coordinates: [null, 'x'] }];
    const nodes = strange.map((geometry, index) => ({ itemId: `odd-${index}`, geometry, bbox: 'none' }));
    const good = { itemId: HOSTILE, name: HOSTILE, cloudCover: 'NaN', datetime: 7, geometry: squareAt(179.98, 89.9) };
    const { page, complaints } = await openWith({ nodes: [...nodes, good], box: [170, -90, -170, 90], empty: [] });

    await expect.poll(() => heading(page)).toBe('2 shapes');
    expect(await page.locator('.map-list .map-note').textContent()).toContain('2 more cannot be drawn');
    await page.locator('.map-row').filter({ hasText: 'onerror' }).click();
    expect(await page.locator('.map-card .map-heading').textContent()).toBe(HOSTILE);
    expect(await page.title()).toBe('Aleph GraphQL');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('draws 5,000 shapes, and lists them by the page', async () => {
    const nodes = Array.from({ length: 5_000 }, (_, index) => ({
      itemId: `item-${index}`,
      cloudCover: index % 101,
      geometry: squareAt((index % 100) * 3 - 150, Math.floor(index / 100) * 2 - 50),
    }));
    const { page, complaints } = await openWith({ nodes });

    await expect.poll(() => heading(page)).toBe('5,000 shapes');
    expect(await page.locator('.map-row').count()).toBe(200);
    await page.getByRole('button', { name: /^Show 200 more/ }).click();
    expect(await page.locator('.map-row').count()).toBe(400);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('asks no unknown host for a picture, and the host of tiles without a click', async () => {
    const preview = { href: 'https://pictures.example/p.png', access: 'OPEN' };
    asked.length = 0;
    const { page, complaints } = await openWith({ nodes: [{ itemId: 'a', preview, geometry: squareAt(10, 10) }] });

    await expect.poll(() => asked.length).toBeGreaterThan(0);
    expect(asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path))).toBe(true);
    await page.locator('.map-row').click();
    expect(await page.locator('.map-card').textContent()).toContain('pictures.example are not allowed');
    expect(await page.locator('.map-credit').textContent()).toContain(new URL(tilesUrl).host);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('says what to ask for where nothing has a place', async () => {
    const { page, complaints } = await openWith({ contracts: [{ id: 'cont.1' }] });
    await expect.poll(() => page.locator('.map-empty').textContent()).toContain('nothing to draw');
    expect(await heading(page)).toBe('0 shapes');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('downloads all shapes as one GeoJSON file', async () => {
    const { page } = await openWith({ nodes: [{ itemId: 'a', geometry: squareAt(10, 10) }], where: [1, 2, 3, 4] });
    await expect.poll(() => heading(page)).toBe('2 shapes');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download GeoJSON' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
    const { type, features } = JSON.parse(Buffer.concat(chunks).toString());

    expect((await download).suggestedFilename()).toBe('map.geojson');
    expect(type).toBe('FeatureCollection');
    expect(features.map(({ geometry }: { geometry: unknown }) => geometry)).toContainEqual(squareAt(10, 10));
    expect(features).toHaveLength(2);
    await page.close();
  });
});
