import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { chromiumPath } from './support/chromium.ts';
import { complaintsOf, editorOf, seriousFaultsOf } from './support/page-probes.ts';
import { useStage } from './support/stage.ts';

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1_280, height: 800 };

describe.skipIf(chromiumPath() === undefined)('the place of the panes, in Chromium', () => {
  const stage = useStage();
  let page: Page;
  async function open(viewport: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light') {
    page = await stage.browser.context.newPage();
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.goto(`${stage.facade.url}/graphql`);
    await editorOf(page);
  }
  afterEach(async () => {
    await page.evaluate('localStorage.clear()');
    await page.close();
  });

  async function run() {
    await page.getByRole('button', { name: /^Execute/ }).click();
    await expect.poll(() => page.locator('#receipt').textContent()).toMatch(/from Aleph$|^$/);
  }
  const secret = () => page.getByLabel('Client secret', { exact: true });
  const editor = () => page.locator('.graphiql-query-editor');
  const result = () => page.locator('.result-window');
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  test('the credentials fold into one line on a phone once they have let somebody in', async () => {
    await open(NARROW);
    expect(await secret().isVisible()).toBe(true);
    const before = (await page.locator('.bar').boundingBox())?.height ?? 0;
    await run();
    await expect.poll(() => secret().isVisible()).toBe(false);
    const unfold = page.getByRole('button', { name: 'sandbox-north' });
    expect((await page.locator('.bar').boundingBox())?.height).toBeLessThan(Math.min(60, before));

    await unfold.click();
    expect(await secret().isVisible()).toBe(true);
    await run();
    expect(await secret().isVisible()).toBe(true);
  });

  test('they stay open where they let nobody in, and on a wide screen', async () => {
    await open(NARROW);
    await page.getByLabel('Credentials', { exact: true }).selectOption('Access token');
    await page.getByLabel('Access token', { exact: true }).fill('made-up');
    await page.getByRole('button', { name: /^Execute/ }).click();
    await expect.poll(() => page.locator('#problem').textContent()).toContain('TOKEN_EXPIRED');
    expect(await page.getByLabel('Access token', { exact: true }).isVisible()).toBe(true);
    await page.close();

    await open(WIDE);
    await run();
    expect(await secret().isVisible()).toBe(true);
  });

  test.each([
    ['narrow', NARROW],
    ['wide', WIDE],
  ])('editor and result each take the whole place and give it back, %s', async (_name, viewport) => {
    await open(viewport);
    const complaints = complaintsOf(page);
    const placeOf = async (pane: ReturnType<typeof editor>) => (await pane.boundingBox()) ?? { width: 0, height: 0 };
    const area = async (pane: ReturnType<typeof editor>) => {
      const { width, height } = await placeOf(pane);
      return width * height;
    };
    const [editorBefore, resultBefore] = [await area(editor()), await area(result())];

    await press('Maximise the result');
    expect(await editor().isVisible()).toBe(false);
    await expect.poll(() => area(result())).toBeGreaterThan(resultBefore * 1.4);
    await press('Show the editor again');
    await expect.poll(() => area(editor())).toBe(editorBefore);

    await press('Maximise the editor');
    expect(await result().isVisible()).toBe(false);
    await expect.poll(() => area(editor())).toBeGreaterThan(editorBefore * 1.4);
    await page.getByRole('button', { name: 'Show the result again', exact: true }).press('Escape');
    await expect.poll(() => area(result())).toBe(resultBefore);
    expect(complaints).toEqual([]);
  });

  test('a menu has what restores the examples, and closes when the focus leaves it', async () => {
    await open(WIDE);
    const restore = page.getByRole('button', { name: 'Restore examples' });
    expect(await restore.isVisible()).toBe(false);
    await page.locator('.menu summary').press('Enter');
    expect(await restore.isVisible()).toBe(true);
    await page.getByLabel('Credentials', { exact: true }).focus();
    expect(await restore.isVisible()).toBe(false);

    await page.getByRole('button', { name: 'New tab' }).click();
    const tabs = page.getByRole('tab');
    const count = await tabs.count();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.locator('.menu summary').click();
    await restore.click();
    await editorOf(page);
    await expect.poll(() => tabs.count()).toBe(count - 1);
  });

  test.each([
    ['light', 390],
    ['dark', 390],
    ['light', 1_280],
    ['dark', 1_280],
  ] as const)('our parts have no serious fault of accessibility, %s, %i pixels wide', async (scheme, width) => {
    await open({ width, height: 844 }, scheme);
    const answer = { kind: 'edited', pattern: '"results": ?\\[', replacement: '"results":[{"odd":1},' } as const;
    stage.facade.sandbox.inject({ path: '/tasking/tasks', times: 1, answer });
    stage.facade.sandbox.inject({
      path: '/archive/stac/collections',
      times: 1,
      answer: { kind: 'status', status: 403 },
    });
    await page.getByRole('button', { name: /^Execute/ }).click();
    await expect.poll(() => page.locator('#receipt').textContent()).toContain('skipped');
    await page.locator('.menu summary').click();
    expect(await seriousFaultsOf(page, ['header', '.outcome', '.maximise'])).toEqual([]);
    stage.facade.sandbox.clearFaults();
  });
});
