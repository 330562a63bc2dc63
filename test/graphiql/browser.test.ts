import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { readExamples } from '../../src/graphiql/examples.ts';
import { chromiumPath } from './support/chromium.ts';
import { complaintsOf, editorOf, seriousFaultsOf, textOf } from './support/page-probes.ts';
import { type Stage, useStage } from './support/stage.ts';

const chromium = chromiumPath();
const WORKERS = 3;
const LARGEST_FIRST_LOAD = 3_000_000;
/** What is not GraphiQL's own. */
const OWN_PARTS = ['header', '#problem', '#receipt'];
const RECEIPT = /^\d+ upstream calls? · \d+ saved · [\d.]+ (B|kB|MB) from Aleph/;

test.runIf(process.env['CI'])('CI has a Chromium for the tests of the GraphiQL page', () => {
  expect(chromium).toBeDefined();
});

describe.skipIf(chromium === undefined)(
  chromium
    ? 'the GraphiQL page in Chromium'
    : 'the GraphiQL page, skipped since there is no /usr/bin/chromium and no CHROMIUM_PATH',
  () => {
    const stage = useStage();

    test('loads at most 3 MB, and nothing a second time', async () => {
      const page = await openPage(stage);
      await expect.poll(() => workersOf(page)).toBe(WORKERS);
      const first = await assetsOf(page);
      await page.reload();
      await editorOf(page);
      await expect.poll(() => workersOf(page)).toBe(WORKERS);
      const second = await assetsOf(page);

      expect(first.length).toBeGreaterThan(8);
      expect(sum(first)).toBeGreaterThan(1_000_000);
      expect(sum(first)).toBeLessThan(LARGEST_FIRST_LOAD);
      expect(second.length).toBeGreaterThan(8);
      expect(sum(second)).toBe(0);
      await page.close();
    });

    test('runs its first tab at one click, shows data and its cost, and stays at home', async () => {
      const page = await stage.browser.context.newPage();
      const requests: string[] = [];
      const complaints = complaintsOf(page);
      page.on('request', (request) => requests.push(request.url()));
      await openPage(stage, page);
      await page.getByRole('button', { name: /^Execute/ }).click();

      await expect.poll(() => resultOf(page)).toContain('"contracts"');
      expect(await resultOf(page)).toContain('cont.');
      await expect.poll(() => textOf(page, '#receipt')).toMatch(RECEIPT);
      expect(await textOf(page, '#problem')).toBe('');
      await expect.poll(() => stored(page)).toContain('Everything');
      expect(await stored(page)).not.toContain('sandbox-north-secret');
      expect(page.url()).toBe(`${stage.facade.url}/graphql`);
      const elsewhere = requests.filter((url) => !url.startsWith(`${stage.facade.url}/`));
      expect(elsewhere.filter((url) => !url.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test.each(['light', 'dark'] as const)(
      'has no serious fault of accessibility in its own parts, %s',
      async (colorScheme) => {
        const page = await stage.browser.context.newPage();
        await page.emulateMedia({ colorScheme });
        await openPage(stage, page);
        expect(await seriousFaultsOf(page, OWN_PARTS)).toEqual([]);
        await page.close();
      },
    );

    test('opens the same tabs again after a reload', async () => {
      const page = await openPage(stage);
      const tabs = () => page.getByRole('tab').allTextContents();
      await expect.poll(() => stored(page)).toContain('tabState');
      const before = await tabs();
      await page.reload();
      await editorOf(page);

      expect(before).toHaveLength(readExamples().length);
      expect(await tabs()).toEqual(before);
      await page.close();
    });

    test('says in words what is wrong with typed credentials, and keeps them nowhere', async () => {
      const page = await openPage(stage);
      await page.getByLabel('Credentials', { exact: true }).selectOption('Client id and secret');
      await page.getByLabel('Client id', { exact: true }).fill('canary-id');
      await page.getByLabel('Client secret', { exact: true }).fill('canary-secret-4f1c');
      await (await editorOf(page)).click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.insertText('# marked\n');
      await page.keyboard.press('Control+Enter');

      await expect.poll(() => textOf(page, '#problem')).toContain('CREDENTIALS_REJECTED');
      expect(await textOf(page, '#problem')).toContain('did not accept');
      expect(await textOf(page, '#problem')).toContain('credentials in the bar');
      await expect.poll(() => stored(page)).toContain('# marked');
      expect(await stored(page)).not.toContain('canary');
      expect(page.url()).toBe(`${stage.facade.url}/graphql`);

      await page.reload();
      await editorOf(page);
      expect(await page.getByLabel('Client secret').inputValue()).not.toContain('canary');
      await page.close();
    });
  },
);

async function openPage(stage: Stage, opened?: Page): Promise<Page> {
  const page = opened ?? (await stage.browser.context.newPage());
  await page.goto(`${stage.facade.url}/graphql`);
  await editorOf(page);
  return page;
}

async function resultOf(page: Page): Promise<string> {
  const text = await textOf(page, '.result-window .view-lines');
  return text.replaceAll('\u00a0', ' ');
}

function stored(page: Page): Promise<string> {
  return page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
}

/** Bytes on the wire of each asset that the page has loaded. */
function assetsOf(page: Page): Promise<number[]> {
  return page.evaluate(`performance.getEntriesByType('resource')
    .filter(({ name }) => new URL(name).pathname.startsWith('/graphiql/'))
    .map(({ transferSize }) => transferSize)`);
}

async function workersOf(page: Page): Promise<number> {
  return page.evaluate(`performance.getEntriesByType('resource')
    .filter(({ name, responseEnd }) => name.endsWith('.worker.js') && responseEnd > 0).length`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
