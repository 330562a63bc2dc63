import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from './support/chromium.ts';
import { editorOf } from './support/page-probes.ts';
import { useStage } from './support/stage.ts';

describe.skipIf(chromiumPath() === undefined)('the strip under the result, in Chromium', () => {
  const stage = useStage();
  let page: Page;
  beforeEach(async () => {
    page = await stage.browser.context.newPage();
    await page.goto(`${stage.facade.url}/graphql`);
    await editorOf(page);
  });
  afterEach(async () => {
    stage.facade.sandbox.clearFaults();
    await page.evaluate('localStorage.clear()');
    await page.close();
  });

  const strip = () => page.locator('.outcome');
  const openTab = (name: string) => page.getByRole('tab', { name }).click();
  const run = () => page.getByRole('button', { name: /^Execute/ }).click();
  const receipt = () => page.locator('#receipt').textContent();
  const problem = () => page.locator('#problem').textContent();

  test('is not there for a tab that never ran, nor the outcome of another tab', async () => {
    expect(await strip().isVisible()).toBe(false);
    stage.facade.sandbox.inject({ path: '/tasking/tasks', answer: { kind: 'status', status: 403 } });
    await run();
    await expect.poll(problem).toContain('FORBIDDEN × 3');
    await openTab('CollectionExtent');
    await expect.poll(() => strip().isVisible()).toBe(false);
    await run();
    await expect.poll(receipt).toMatch(/from Aleph$/);
    expect(await problem()).toBe('');

    await openTab('Everything');
    await expect.poll(problem).toContain('FORBIDDEN × 3');
    await openTab('CollectionExtent');
    await expect.poll(problem).toBe('');
    expect(await receipt()).toMatch(/from Aleph$/);
  });

  test('tells what the last run of the tab said, whatever came late', async () => {
    stage.facade.sandbox.inject({ path: '/tasking/tasks', times: 3, latencyMs: 2_000 });
    await run();
    await expect.poll(receipt).toBe('Running…');
    await openTab('CollectionExtent');
    await run();
    await expect.poll(receipt).toMatch(/from Aleph$/);
    // GraphiQL stops a run when its tab is left.
    await openTab('Everything');
    await expect.poll(receipt).toBe('Stopped.');
    await run();
    await expect.poll(receipt).toMatch(/from Aleph$/);
  });

  test('stays with its tab when another one is added or closed', async () => {
    await run();
    await expect.poll(receipt).toMatch(/from Aleph$/);
    const before = await receipt();
    await page.getByRole('button', { name: 'New tab' }).click();
    await expect.poll(() => strip().isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Close Tab' }).last().click();
    await openTab('Everything');
    await expect.poll(receipt).toBe(before);
  });

  test('says once what to do in the sandbox, and shows no receipt when nobody was let in', async () => {
    await page.getByLabel('Credentials', { exact: true }).selectOption('Access token');
    await page.getByLabel('Access token', { exact: true }).fill('made-up');
    await run();
    await expect.poll(problem).toContain('TOKEN_EXPIRED');
    expect((await problem())?.match(/The sandbox knows its own two callers/g)).toHaveLength(1);
    expect(await receipt()).toBe('');
  });

  test('marks rows that were skipped', async () => {
    const answer = { kind: 'edited', pattern: '"results": ?\\[', replacement: '"results":[{"odd":1},' } as const;
    stage.facade.sandbox.inject({ path: '/tasking/tasks', times: 1, answer });
    await run();
    await expect.poll(receipt).toContain('1 row skipped');
    const color = await page.locator('.skipped').evaluate((one) => getComputedStyle(one as never).color);
    expect(color).toBe('rgb(143, 76, 0)');
  });
});
