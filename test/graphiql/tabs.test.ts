import type { Page, Route } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from './support/chromium.ts';
import { answerOf, freshPage, newTab, storedTabs, textOf, typeOperation } from './support/page-probes.ts';
import { useStage } from './support/stage.ts';

const totals = { upstreamCalls: 3, tokenCalls: 0, shared: 0, saved: 5, ms: 1, bytes: 2_000, skippedRows: 0 };
const good = (name: string) => ({ data: { [name]: 1 }, extensions: { aleph: { calls: [], totals } } });
const bad = { errors: [{ message: 'No such thing.', extensions: { code: 'FORBIDDEN' } }] };

describe.skipIf(chromiumPath() === undefined)('the strip under the result, in Chromium', () => {
  const stage = useStage();
  let page: Page;
  /** Operations that wait for their answers, by name. */
  let waiting: Map<string, Route[]>;

  // There are more tabs than fit: a click by the mouse would race with their scrolling.
  const openTab = (name: string) =>
    page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) }).dispatchEvent('click');

  beforeEach(async () => {
    page = await freshPage(stage);
    waiting = new Map();
    await page.route('**/graphql', (route) => {
      const [, name = ''] = /query (\w+)/.exec(route.request().postDataJSON()?.query ?? '') ?? [];
      if (name === '' || name === 'IntrospectionQuery') return route.continue();
      waiting.set(name, [...(waiting.get(name) ?? []), route]);
    });
    await newTab(page);
  });
  afterEach(() => page.close());

  const runOperation = async (name: string) => {
    const before = waiting.get(name)?.length ?? 0;
    await typeOperation(page, `query ${name} { ${name} }`);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => waiting.get(name)?.length).toBe(before + 1);
  };
  const answer = async (name: string, json: unknown, run = 0) => {
    await waiting.get(name)?.[run]?.fulfill({ json });
  };
  const strip = async () => (await page.locator('.outcome').isVisible()) && (await textOf(page, '.outcome'));

  test('is absent under a tab that never ran, whatever another tab shows', async () => {
    expect(await strip()).toBe(false);
    await runOperation('Alpha');
    await answer('Alpha', bad);
    await expect.poll(strip).toContain('FORBIDDEN');
    await newTab(page);
    expect(await strip()).toBe(false);
    await runOperation('Bravo');
    await answer('Bravo', good('Bravo'));
    await expect.poll(strip).toContain('3 upstream calls · 5 saved · 2 kB from Aleph');
    expect(await strip()).not.toContain('FORBIDDEN');

    await openTab('Alpha');
    await expect.poll(strip).toContain('FORBIDDEN');
    expect(await strip()).not.toContain('upstream');
    await openTab('Bravo');
    await expect.poll(strip).toContain('3 upstream calls');
  });

  test.each([
    ['a new tab', () => newTab(page)],
    ['an older tab', () => openTab('Everything')],
  ])('and the answer of a run that ends behind %s are those of its own tab', async (_, leave) => {
    await runOperation('Alpha');
    await leave();
    expect(await strip()).toBe(false);
    await answer('Alpha', good('late'));
    await page.waitForResponse(() => true, { timeout: 300 }).catch(() => undefined);
    expect(await strip()).toBe(false);
    expect(await answerOf(page)).not.toContain('late');

    await openTab('Alpha');
    await expect.poll(strip).toContain('3 upstream calls');
    await expect.poll(() => answerOf(page)).toContain('"late": 1');
  });

  test('shows a run under way again when its tab is opened again, and its end', async () => {
    await runOperation('Alpha');
    await openTab('Everything');
    await openTab('Alpha');
    await expect.poll(strip).toContain('Running…');
    await answer('Alpha', good('back'));
    await expect.poll(() => answerOf(page)).toContain('"back": 1');
    await expect.poll(strip).toContain('3 upstream calls');
  });

  test('belongs to the newer of two runs, though the older answers last', async () => {
    await runOperation('Alpha');
    await openTab('Everything');
    await openTab('Alpha');
    await runOperation('Alpha');
    await answer('Alpha', good('newer'), 1);
    await expect.poll(() => answerOf(page)).toContain('"newer": 1');
    await answer('Alpha', bad, 0).catch(() => undefined);
    await page.waitForResponse(() => true, { timeout: 300 }).catch(() => undefined);
    expect(await strip()).toContain('3 upstream calls');
    expect(await answerOf(page)).toContain('"newer": 1');
  });

  test('goes with its tab, and the tab that follows shows its own', async () => {
    await runOperation('Alpha');
    await answer('Alpha', good('Alpha'));
    await expect.poll(strip).toContain('3 upstream calls');
    await newTab(page);
    await runOperation('Bravo');
    await answer('Bravo', bad);
    await expect.poll(strip).toContain('FORBIDDEN');
    await page.getByRole('button', { name: 'Close Tab' }).last().dispatchEvent('click');
    await expect.poll(strip).toContain('3 upstream calls');
    expect(await strip()).not.toContain('FORBIDDEN');
  });

  test('stays when credentials are edited, and is gone after a reload, as the result is', async () => {
    await runOperation('Alpha');
    await answer('Alpha', bad);
    await expect.poll(strip).toContain('FORBIDDEN');
    await page.getByLabel('Credentials', { exact: true }).selectOption('Access token');
    await page.getByLabel('Access token', { exact: true }).fill('something-else');
    expect(await strip()).toContain('FORBIDDEN');
    await expect.poll(() => storedTabs(page)).toContain('Alpha');
    await page.reload();
    await page.locator('.graphiql-tab-active', { hasText: 'Alpha' }).waitFor();
    expect(await strip()).toBe(false);
  });

  test('tells skipped rows in amber, and shows no receipt for an error of the sign-in', async () => {
    await runOperation('Alpha');
    const skipping = {
      data: { Alpha: 1 },
      extensions: { aleph: { calls: [], totals: { ...totals, skippedRows: 4 } } },
    };
    await answer('Alpha', skipping);
    await expect.poll(strip).toContain('4 rows skipped');
    const colour = await page.locator('.skipped').evaluate((element) => getComputedStyle(element).color);
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue * 2);

    const rejected = { message: 'No.', extensions: { code: 'CREDENTIALS_REJECTED' } };
    await runOperation('Alpha');
    await answer('Alpha', { errors: [rejected], extensions: { aleph: { calls: [], totals } } }, 1);
    await expect.poll(strip).toContain('CREDENTIALS_REJECTED');
    expect(await strip()).toContain('sandbox');
    expect(await strip()).not.toContain('upstream');
  });

  test('opens headers and time of the answer', async () => {
    await runOperation('Alpha');
    await waiting.get('Alpha')?.[0]?.fulfill({ json: good('Alpha'), headers: { 'x-request-id': 'abc-1' } });
    const details = page.locator('.exchange');
    await details.getByText(/^HTTP 200 · \d+ ms$/).click();
    await expect.poll(() => details.locator('table').textContent()).toContain('abc-1');
  });
});
