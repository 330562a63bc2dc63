import { existsSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { findShapes } from '../../../assets/graphiql/map/data/shapes.ts';
import { chromiumPath } from '../support/chromium.ts';
import { bytesOfMap, hasLoaded, isMarkVisible, markedText, placeOf, stageOf } from '../support/map-probes.ts';
import { complaintsOf, editorOf, seriousFaultsOf } from '../support/page-probes.ts';
import { useStage } from '../support/stage.ts';

const chromium = chromiumPath();
const IS_BUILT = existsSync(new URL('../../../dist/map/map.js', import.meta.url));
const MOST_BYTES = 150_000;
const MOST_PICTURE_BYTES = 200_000;
const COUNT = /^([\d,]+) shapes?$/;

test('the map is built before its tests', () => {
  expect(IS_BUILT).toBe(true);
});

describe.skipIf(chromium === undefined || !IS_BUILT)('the map of the GraphiQL page, in Chromium', () => {
  const stage = useStage();
  let page: Page;
  let elsewhere: string[];
  let complaints: readonly string[];

  beforeEach(async () => {
    await page?.close();
    page = await stage.browser.context.newPage();
    [elsewhere, complaints] = [[], complaintsOf(page)];
    page.on('request', (request) => {
      const url = request.url();
      if (!/^(data|blob):/.test(url) && !url.startsWith(`${stage.facade.url}/`)) elsewhere.push(url);
    });
    await page.goto(`${stage.facade.url}/graphql`);
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await editorOf(page);
  });

  test('draws the first example at play and one click, links it with the JSON, and stays at home', async () => {
    await openMap();
    const answer = JSON.parse(await model('response.json'));
    const { shapes } = findShapes(answer);

    expect(shapes.length).toBeGreaterThan(10);
    await expect.poll(count).toBe(shapes.length);
    expect(await rows().count()).toBe(shapes.length);

    const item = rows().filter({ hasText: '% cloud' }).first();
    const id = (await item.locator('.map-row-title').textContent()) ?? '';
    await item.focus();
    await expect.poll(() => markedText(page)).toContain(`"itemId": "${id}"`);
    await expect.poll(() => isMarkVisible(page)).toBe(true);
    expect(await item.getAttribute('class')).toContain('is-marked');
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('leads from play to a shape, its picture, a drawn box and a second run', async () => {
    await openMap();
    const before = await count();
    const item = rows().filter({ hasText: '% cloud' }).first();
    const { x, y } = await placeOf(page, item);
    await page.mouse.click(x, y);
    await expect.poll(() => page.locator('.map-list .map-heading').textContent()).toMatch(/^\d+ shapes here$/);
    await rows().filter({ hasText: '% cloud' }).first().click();
    const card = page.getByRole('region', { name: 'Chosen shape' });
    await card.getByRole('button', { name: 'Zoom to' }).click();
    await card.getByRole('button', { name: 'Show preview' }).click();
    await expect.poll(pictureWidth).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.map-picture canvas').count()).toBe(1);
    const picture = await page.screenshot();
    if (process.env['PICTURES']) writeFileSync(new URL('../../../docs/images/map.png', import.meta.url), picture);

    await page.getByRole('button', { name: 'Draw box' }).click();
    await drawBox();
    const { city } = JSON.parse(await model('variables.json'));
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(count).not.toBe(before);

    expect(picture.length).toBeLessThan(MOST_PICTURE_BYTES);
    expect(city[0]).toBeGreaterThan(121);
    expect(city[2]).toBeLessThan(122);
    expect(complaints).toEqual([]);
  });

  test('loads nothing before it is opened, at most 150 kB then, and fine coasts at the first zoom in', async () => {
    await run();
    expect(await bytesOfMap(page)).toBe(0);
    await page.getByRole('radio', { name: 'Map' }).click();
    await expect.poll(count).toBeGreaterThan(10);
    const opened = await bytesOfMap(page);
    await page.locator('.map-target').focus();
    for (let presses = 0; presses < 12 && !(await hasLoaded(page, 'coast-50m.json')); presses += 1) {
      await page.keyboard.press('+');
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    }

    expect(opened).toBeGreaterThan(50_000);
    expect(opened).toBeLessThan(MOST_BYTES);
    await expect.poll(() => hasLoaded(page, 'coast-50m.json')).toBe(true);
    expect((await bytesOfMap(page)) - opened).toBeLessThan(MOST_BYTES);
  });

  test('chooses the shape that is clicked on the canvas, and shows its picture on a further click', async () => {
    await openMap();
    const item = rows().filter({ hasText: '% cloud' }).first();
    const at = await placeOf(page, item);
    await page.mouse.click(at.x, at.y);
    const heading = page.locator('.map-list .map-heading');
    await expect.poll(() => heading.textContent()).toMatch(/ here$/);
    await rows().first().click();
    const card = page.getByRole('region', { name: 'Chosen shape' });

    await expect.poll(() => card.textContent()).toContain('Cloud cover');
    expect(elsewhere).toEqual([]);
    await card.getByRole('button', { name: 'Show preview' }).click();
    await expect.poll(pictureWidth).toBeGreaterThan(0);
    expect(new Set(elsewhere.map((url) => new URL(url).pathname.split('/')[1]))).toEqual(new Set(['assets']));
    expect(complaints).toEqual([]);
  });

  test('writes a drawn box into the variables, and runs it', async () => {
    await openTab('Passes');
    await openMap();
    const before = await count();
    await page.getByRole('button', { name: 'Draw box' }).click();
    await drawBox();
    const { box } = JSON.parse(await model('variables.json'));
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Run again' }).click();

    expect(box[0]).toBeLessThan(box[2]);
    expect(box[0]).toBeGreaterThan(103);
    expect((await asked).postDataJSON().variables).toMatchObject({ box });
    await expect.poll(count).not.toBe(before);
  });

  test('takes a box in numbers by keyboard, and a polygon by clicks', async () => {
    await openMap();
    await page.getByRole('button', { name: 'Draw box' }).press('Enter');
    for (const [side, value] of Object.entries({ West: '170', South: '-10', East: '-170', North: '10' })) {
      await page.getByRole('spinbutton', { name: side }).fill(value);
    }
    await page.keyboard.press('Enter');
    await expect.poll(async () => JSON.parse(await model('variables.json')).city).toEqual([170, -10, -170, 10]);

    await page.getByRole('button', { name: 'Draw polygon' }).click();
    const { x, y } = await stageOf(page);
    const corners = [
      [100, 60],
      [180, 60],
      [180, 140],
    ] as const;
    for (const [right, down] of corners) await page.mouse.click(x + right, y + down, { delay: 300 });
    await page.mouse.dblclick(x + 100, y + 140);
    await expect.poll(async () => JSON.parse(await model('variables.json')).city).not.toContain(170);
    expect(JSON.parse(await model('variables.json')).city).toHaveLength(4);
  });

  test('shows the answer of the tab that is open, and nothing for one without', async () => {
    await openMap();
    const first = await count();
    await openTab('Passes');
    await expect.poll(() => page.locator('.map-empty').textContent()).toContain('Run the operation');
    await run();
    await expect.poll(count).toBeGreaterThan(0);
    const second = await count();
    expect(second).not.toBe(first);
    await openTab('Everything');
    await expect.poll(count).toBe(first);
    await openTab('Passes');
    await expect.poll(count).toBe(second);
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has no serious fault of accessibility, %s, %i pixels wide', async (colorScheme, width) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    await openMap();
    await rows().nth(6).click();
    await page.getByRole('button', { name: 'Draw box' }).click();

    expect(await seriousFaultsOf(page, ['.views', '.map-pane'])).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  async function drawBox(): Promise<void> {
    const { x, y, width, height } = await stageOf(page);
    await page.mouse.move(x + width * 0.4, y + height * 0.4);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.6, y + height * 0.6, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.locator('.map-message').textContent()).toMatch(/^\$\w+ is \[/);
  }

  const pictureWidth = () => page.evaluate<number>(`document.querySelector('.map-card img')?.naturalWidth ?? 0`);
  const rows = () => page.locator('.map-row');
  const model = (file: string) =>
    page.evaluate<string>(`monaco.editor.getModels().find(({ uri }) => uri.path.endsWith('${file}')).getValue()`);

  async function run(): Promise<void> {
    await page.getByRole('button', { name: /^Execute/ }).click();
    await expect.poll(() => model('response.json')).toContain('"data"');
  }

  async function openMap(): Promise<void> {
    await run();
    await page.getByRole('radio', { name: 'Map' }).click();
    await expect.poll(count).toBeGreaterThan(0);
  }

  async function openTab(name: string): Promise<void> {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect.poll(() => model('operation.graphql')).toContain(`query ${name}`);
  }

  async function count(): Promise<number> {
    const heading = page.locator('.map-list .map-heading');
    const text = (await heading.count()) === 0 ? '' : ((await heading.textContent()) ?? '');
    return Number(COUNT.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
  }
});
