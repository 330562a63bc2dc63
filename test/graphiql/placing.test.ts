import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { placedIn } from '../support/facade/placing.ts';
import { chromiumPath } from './support/chromium.ts';
import { answerOf, editorOf, storedTabs } from './support/page-probes.ts';
import { useStage } from './support/stage.ts';

const KEY = /"idempotencyKey": "([0-9a-f]{32})"/;

describe.skipIf(chromiumPath() === undefined)('the examples that place something, in Chromium', () => {
  const stage = useStage();

  async function openExample(name: string): Promise<Page> {
    const page = await stage.browser.context.newPage();
    await page.goto(`${stage.facade.url}/graphql`);
    await editorOf(page);
    await page.getByRole('tab', { name }).click();
    await expect.poll(() => variablesOf(page)).toMatch(KEY);
    return page;
  }
  const keyOf = async (page: Page) => KEY.exec(await variablesOf(page))?.[1];

  test.each(['CheckTask', 'CheckOrder'])('%s opens on the check, which places nothing', async (name) => {
    const page = await openExample(name);
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+Enter');

    await expect.poll(() => answerOf(page)).toContain('"userErrors": []');
    expect(await answerOf(page)).toContain('"feasibility"');
    expect(placedIn(stage.facade)).toBe(0);
    await page.close();
  });

  test('have a key of their own, made when the tab was opened, that a reload keeps', async () => {
    const page = await openExample('CheckTask');
    const key = await keyOf(page);
    await page.getByRole('tab', { name: 'CheckOrder' }).click();
    await expect.poll(() => keyOf(page)).not.toBe(key);
    await page.getByRole('tab', { name: 'CheckTask' }).click();
    await expect.poll(() => keyOf(page)).toBe(key);
    // GraphiQL writes its tabs down a moment after a change.
    const stored = async () => JSON.parse(await storedTabs(page));
    await expect.poll(async () => (await stored()).tabs[(await stored()).activeTabIndex].variables).toContain(key);
    await page.reload();
    await editorOf(page);
    await expect.poll(() => keyOf(page)).toBe(key);
    await page.close();
  });
});

/** The text of the variables pane. Its lines that are scrolled out are part of it. */
function variablesOf(page: Page): Promise<string> {
  return page.evaluate(
    `monaco.editor.getModels().find(({ uri }) => uri.path.endsWith('variables.json'))?.getValue() ?? ''`,
  );
}
