import axe from 'axe-core';
import type { Page } from 'playwright-core';

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
