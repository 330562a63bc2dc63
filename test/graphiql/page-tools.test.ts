import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readExamples } from '../../src/graphiql/examples.ts';
import { chromiumPath } from './support/chromium.ts';
import {
  answerOf,
  editorOf,
  freshPage,
  modelText,
  newTab,
  seriousFaultsOf,
  storedTabs,
  textOf,
  typeOperation,
} from './support/page-probes.ts';
import { useStage } from './support/stage.ts';

const OWN_PARTS = ['header', '.outcome', '.maximise.is-editor', '.maximise.is-result'];

describe.skipIf(chromiumPath() === undefined)('the tools of the GraphiQL page, in Chromium', () => {
  const stage = useStage();
  let page: Page;
  let operations: string[];

  const open = async (search = '') => {
    page = await freshPage(stage, search);
    operations = [];
    page.on('request', (request) => {
      const { query } = request.method() === 'POST' ? request.postDataJSON() : { query: '' };
      if (query && !query.includes('IntrospectionQuery')) operations.push(query);
    });
  };
  beforeEach(() => stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']));
  afterEach(() => page.close());

  const tabs = () => page.locator('.graphiql-tab-button').allTextContents();
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
  const copiedBy = async (name: string) => {
    await page.evaluate("navigator.clipboard.writeText('nothing')");
    await page.getByText('Copy as', { exact: true }).click();
    await page.getByRole('button', { name, exact: true }).click();
    await expect.poll(clipboard).not.toBe('nothing');
    return clipboard();
  };

  test('let Ctrl-Enter run the first operation at once, with its variables from their pane', async () => {
    await open();
    await page.waitForFunction("document.activeElement.closest('.graphiql-query-editor') !== null");
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => answerOf(page)).toContain('"contracts"');
    const variables = JSON.parse(await modelText(page, 'variables.json'));

    expect(operations).toHaveLength(1);
    expect(variables).toEqual({ city: [121.2, 31, 121.7, 31.5], from: '2025-10-01', to: '2026-09-30' });
  });

  test('leave the keyboard where somebody types while the page loads', async () => {
    page = await stage.browser.context.newPage();
    await page.goto(`${stage.facade.url}/graphql`, { waitUntil: 'commit' });
    await page.locator('#mode').focus();
    await editorOf(page);
    expect(await page.evaluate('document.activeElement.id')).toBe('mode');
  });

  test('open a link in a tab of its own, formatted, and run nothing', async () => {
    const query = 'query A{contracts{id}} query Linked($n:Int=2){contracts{name tasks(first:$n){totalCount}}}';
    const link = new URLSearchParams({ query, variables: '{"n":3}', operationName: 'Linked' });
    await open(`?${link}`);
    await expect.poll(() => modelText(page, 'operation.graphql')).toContain('\n  contracts {\n');
    expect(JSON.parse(await modelText(page, 'variables.json'))).toEqual({ n: 3 });
    expect(await tabs()).toHaveLength(readExamples().length + 1);
    expect(operations).toEqual([]);
    expect(page.url()).toBe(`${stage.facade.url}/graphql`);

    await page.keyboard.press('Control+Enter');
    await expect.poll(() => answerOf(page)).toContain('totalCount');
    expect(await textOf(page, '.graphiql-tab-active')).toContain('Linked');
    await expect.poll(() => storedTabs(page)).toContain('totalCount');
    await page.reload();
    await editorOf(page);
    expect(await tabs()).toHaveLength(readExamples().length + 1);
  });

  test.each([
    ['{"box": [1,', '{ contracts{id} } # query'],
    ['</script><script>window.stolen = 1</script>', 'query { <img src=x onerror=window.stolen=1> }'],
    ['', 'mutation Query { cancelTask(id: "1") { __typename } }'],
  ])('show the variables %s of a link as text, and run nothing', async (variables, query) => {
    await open(`?${new URLSearchParams({ query, variables, operationName: '<b>' })}`);
    await expect.poll(() => modelText(page, 'variables.json')).toBe(variables);
    expect(await tabs()).toHaveLength(readExamples().length + 1);
    expect(await page.evaluate('window.stolen')).toBeUndefined();
    expect(operations).toEqual([]);
  });

  test('share a link and copy code, neither with credentials, also where the query holds them', async () => {
    await open();
    await page.getByLabel('Credentials', { exact: true }).selectOption('Client id and secret');
    await page.getByLabel('Client id', { exact: true }).fill('canary-id-1');
    await page.getByLabel('Client secret', { exact: true }).fill('canary-secret-4f1c');
    await newTab(page);
    await typeOperation(page, '# canary-secret-4f1c\nquery Mine { contracts { id } }');
    await page.getByRole('button', { name: 'Share' }).click();
    await expect.poll(clipboard).toContain('Mine');
    const copied = [await clipboard()];
    for (const name of ['curl', 'fetch', 'graphql-request (TypeScript)']) copied.push(await copiedBy(name));

    for (const text of copied) {
      expect(text).toContain('Mine');
      expect(text).toContain(stage.facade.url);
      expect(text).not.toContain('canary');
    }
    expect(copied[1]).toContain('$ALEPH_CLIENT_SECRET');
    await page.goto(copied[0] ?? '');
    await editorOf(page);
    expect(await modelText(page, 'operation.graphql')).toContain('query Mine');
  });

  test('keep a history of runs, and open one in a new tab', async () => {
    await open();
    await newTab(page);
    await typeOperation(page, 'query First { contracts { id } }');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => answerOf(page)).toContain('cont.');
    const before = (await tabs()).length;
    await page.getByText('History', { exact: true }).click();
    await page.getByRole('button', { name: /· First · ok$/ }).click();

    await expect.poll(async () => (await tabs()).length).toBe(before + 1);
    await expect.poll(() => modelText(page, 'operation.graphql')).toBe('query First { contracts { id } }');
    expect(operations).toHaveLength(1);
  });

  test('hold "Restore examples" in a menu that the keyboard opens and closes', async () => {
    await open();
    const restore = page.getByRole('button', { name: 'Restore examples' });
    expect(await restore.isVisible()).toBe(false);
    await page.locator('summary[aria-label="More"]').focus();
    await page.keyboard.press('Enter');
    expect(await restore.isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await restore.isVisible()).toBe(false);
  });

  test('fold the credentials into one line after the first success on a narrow screen, and unfold them', async () => {
    await open();
    await page.setViewportSize({ width: 390, height: 844 });
    const mode = page.locator('#mode');
    expect(await mode.isVisible()).toBe(true);
    await page.getByRole('button', { name: /^Execute/ }).click();
    const line = page.getByRole('button', { name: 'Credentials: sandbox-north' });
    await line.waitFor();
    expect(await mode.isVisible()).toBe(false);
    await line.click();
    expect(await mode.isVisible()).toBe(true);
    await page.getByRole('button', { name: /^Execute/ }).click();
    await expect.poll(() => textOf(page, '#receipt')).toContain('upstream');
    expect(await mode.isVisible()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test.each([1280, 390])('give editor or result the whole room, and take it back, at %i px', async (width) => {
    await open();
    await page.setViewportSize({ width, height: 844 });
    const [editor, result] = [page.locator('.graphiql-editors'), page.locator('.graphiql-response')];
    for (const [name, shown, hidden] of [
      ['editor', editor, result],
      ['result', result, editor],
    ] as const) {
      const button = page.getByRole('button', { name: `Maximise ${name}` });
      const before = await shown.boundingBox();
      await button.click();
      expect(await hidden.isVisible()).toBe(false);
      const after = await shown.boundingBox();
      expect((after?.width ?? 0) * (after?.height ?? 0)).toBeGreaterThan(
        1.5 * (before?.width ?? 0) * (before?.height ?? 0),
      );
      await button.click();
      expect(await hidden.isVisible()).toBe(true);
    }
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'have no serious fault of accessibility with menu and strip open, %s at %i px',
    async (colorScheme, width) => {
      await open();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await page.getByRole('button', { name: /^Execute/ }).click();
      await page.locator('.exchange summary').click();
      await page.getByText('History', { exact: true }).click();
      expect(await seriousFaultsOf(page, OWN_PARTS)).toEqual([]);
    },
  );
});
