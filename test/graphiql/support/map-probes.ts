import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The lines of the answer that are marked for the map. */
export function markedText(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const model = monaco.editor.getModels().find(({ uri }) => uri.path.endsWith('response.json'));
    const marks = model.getAllDecorations().filter(({ options }) => options.className === 'map-marked-line');
    return marks.map(({ range }) => model.getValueInRange(range)).join();
  })()`);
}

export function isMarkVisible(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const editor = monaco.editor.getEditors().find((one) => one.getModel().uri.path.endsWith('response.json'));
    const marks = editor.getModel().getAllDecorations().filter(({ options }) => options.className === 'map-marked-line');
    return editor.getVisibleRanges().some(({ startLineNumber, endLineNumber }) =>
      marks.some(({ range }) => range.startLineNumber >= startLineNumber && range.startLineNumber <= endLineNumber));
  })()`);
}

/** Where the map shows the ring around a shape: the middle of the pixels that change when its row gets the focus. */
export async function placeOf(page: Page, row: Locator): Promise<{ x: number; y: number }> {
  const pixels = `[...document.querySelectorAll('.map-target .ol-layers canvas')].map((canvas) =>
    [canvas.width, canvas.getBoundingClientRect().width, ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data])`;
  await page.evaluate('document.activeElement.blur()');
  await page.evaluate(`window.mapBefore = ${pixels}; 0`);
  await row.focus();
  const changed = () =>
    page.evaluate<{ x: number; y: number } | null>(`(() => {
      const after = ${pixels};
      const places = after.flatMap(([width, shown, ...data], index) => data.flatMap((value, place) =>
        place % 4 === 3 || window.mapBefore[index]?.[place + 2] === value ? [] : [[(Math.floor(place / 4) % width) * shown / width, Math.floor(place / 4 / width) * shown / width]]));
      if (places.length === 0) return null;
      const middle = (axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
      return { x: middle(0), y: middle(1) };
    })()`);
  await expect.poll(changed).not.toBeNull();
  const place = (await changed()) ?? expect.fail('the map shows no mark');
  const { x, y } = await stageOf(page);
  return { x: x + place.x, y: y + place.y };
}

/** Compressed bytes of the files of the map. */
export function bytesOfMap(page: Page): Promise<number> {
  return page.evaluate(`performance.getEntriesByType('resource')
    .filter(({ name }) => /[/](map|map-style|chunk-|pictures|tiles|coast)[^/]*$/.test(new URL(name).pathname))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);
}

export function hasLoaded(page: Page, name: string): Promise<boolean> {
  return page.evaluate(`performance.getEntriesByType('resource')
    .some((entry) => entry.name.endsWith('${name}') && entry.responseEnd > 0)`);
}

/** The place of the map on the screen. */
export async function stageOf(page: Page) {
  return (await page.locator('.map-target').boundingBox()) ?? expect.fail('the map has no place');
}
