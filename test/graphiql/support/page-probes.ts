import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';

/** Errors of the page and of its console, from now on. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** The query editor, once it shows text: GraphiQL can be used. */
export async function editorOf(page: Page) {
  const editor = page.locator('.graphiql-query-editor .view-lines');
  await editor.getByText('query').first().waitFor();
  return editor;
}

/** Serious faults of accessibility in parts of the page, with the elements that have them. */
export async function seriousFaultsOf(page: Page, parts: readonly string[]) {
  await page.evaluate(axe.source);
  const run = `axe.run({ include: ${JSON.stringify(parts)} }, { resultTypes: ['violations'] })`;
  const { violations } = await page.evaluate<axe.AxeResults>(run);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)] as const);
}

/** The page as at a first visit, with the editor ready. */
export async function freshPage({ facade, browser }: Stage, search = ''): Promise<Page> {
  const page = await browser.context.newPage();
  // Not on the page itself: GraphiQL might write its tabs once more before it is left.
  await page.goto(`${facade.url}/health`);
  await page.evaluate('localStorage.clear()');
  await page.goto(`${facade.url}/graphql${search}`);
  await editorOf(page);
  return page;
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? '';
}

/** The whole text of one of GraphiQL's editors. */
export function modelText(page: Page, file: string): Promise<string> {
  return page.evaluate(
    `monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(${JSON.stringify(file)})).getValue()`,
  );
}

/** The tabs as the browser keeps them. GraphiQL writes them down a moment after a change. */
export function storedTabs(page: Page): Promise<string> {
  return page.evaluate("localStorage.getItem('graphiql:tabState') ?? ''");
}

export function answerOf(page: Page): Promise<string> {
  return modelText(page, 'response.json');
}

export async function newTab(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New tab' }).click();
}

/** Replaces the operation of the open tab, and waits until GraphiQL has taken it up. */
export async function typeOperation(page: Page, text: string): Promise<void> {
  const [, name = ''] = /query (\w+)/.exec(text) ?? [];
  await page.evaluate(`(() => {
    const editor = monaco.editor.getEditors().find((one) => one.getModel().uri.path.endsWith('operation.graphql'));
    editor.setValue(${JSON.stringify(text)});
    editor.focus();
  })()`);
  await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
}
