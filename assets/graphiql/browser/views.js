import { keepIn } from './outcome.js';

/**
 * @typedef {object} MapConfig
 * @property {string} [tilesUrl]
 * @property {string[]} pictureOrigins
 */

/**
 * The switch above the result, Result or Map. The map's files load when it is first chosen; the result stays below it
 * where there is room.
 *
 * @param {HTMLElement} graphiql
 * @param {MapConfig} config
 * @param {import('./tabs.js').Tabs} tabs
 */
export function createViews(graphiql, config, tabs) {
  const tools = element('div', 'view-tools');
  const pane = element('section', 'map-pane');
  pane.setAttribute('aria-label', 'Map of the answer');
  pane.hidden = true;
  /** @type {Promise<import('../map/session.ts').OpenMap> | undefined} */
  let opening;

  const choose = (/** @type {string} */ view) => {
    const isMap = view === 'Map';
    pane.hidden = !isMap;
    tools.hidden = !isMap;
    pane.parentElement?.classList.toggle('shows-map', isMap);
    if (isMap && !opening) opening = open(pane, tools, { tabs, config });
    else opening?.then((map) => map.setVisible(isMap));
    opening?.catch(() => {
      opening = undefined;
      pane.textContent = 'The map could not be loaded. Choose Result, then Map, to try again.';
    });
  };
  const views = element('div', 'views');
  views.append(switchOf(choose), tools);
  keepIn(graphiql, '.graphiql-response', (response) => {
    if (views.parentElement !== response) response.prepend(views, pane);
  });
}

/**
 * @param {HTMLElement} pane
 * @param {HTMLElement} tools
 * @param {{ tabs: import('./tabs.js').Tabs, config: MapConfig }} page
 */
async function open(pane, tools, { tabs, config }) {
  pane.textContent = 'Loading the map…';
  /** @type {typeof import('../map/main.ts')} */
  const { openMap } = await import(new URL('map.js', import.meta.url).href);
  return openMap({ pane, tools, ...config, stateOfTab: tabs.perTab(() => ({})) });
}

function switchOf(/** @type {(view: string) => void} */ choose) {
  const group = element('div', 'view-switch');
  group.setAttribute('role', 'radiogroup');
  group.setAttribute('aria-label', 'View of the answer');
  for (const view of ['Result', 'Map']) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: 'view', value: view, checked: view === 'Result' });
    input.addEventListener('change', () => choose(view));
    const label = document.createElement('label');
    label.append(input, view);
    group.append(label);
  }
  return group;
}

/**
 * @param {string} tag
 * @param {string} className
 */
function element(tag, className) {
  return Object.assign(document.createElement(tag), { className });
}
