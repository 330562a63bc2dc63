import { createCredentials, NO_CREDENTIALS } from './credentials.js';
import { filledIn } from './examples.js';
import { createFetcher } from './fetcher.js';
import { createOutcome } from './outcome.js';
import { createPanes } from './panes.js';
import { guardStorage } from './storage.js';
import { createViews } from './views.js';

/**
 * @typedef {object} Config
 * @property {string} endpoint
 * @property {import('./credentials.js').Pair[]} sandbox
 * @property {boolean} hasSession whether the site’s session stands in for credentials
 * @property {{ query: string, variables: string }[]} examples one document each
 * @property {string} script the packaged GraphiQL
 * @property {Record<string, string>} workers URL by Monaco's label
 * @property {import('./views.js').MapConfig} [map] absent where the map was not built
 */

/** GraphiQL keeps its tabs under these names; its theme and pane sizes stay. */
const TAB_KEYS = ['tabState', 'query', 'variables', 'headers', 'operationName'];

/** @type {Config} */
const config = JSON.parse(document.getElementById('config')?.textContent ?? '');
const credentials = config.hasSession ? NO_CREDENTIALS : createCredentials(config.sandbox);
const outcome = createOutcome();

document.getElementById('restore')?.addEventListener('click', () => {
  const question =
    'Replace every tab with the examples?\n\nYour own tabs and any credentials typed above are forgotten.';
  if (!window.confirm(question)) return;
  for (const key of TAB_KEYS) localStorage.removeItem(`graphiql:${key}`);
  location.assign(location.pathname);
});

const menu = /** @type {HTMLDetailsElement} */ (document.querySelector('.menu'));
for (const event of ['pointerdown', 'focusin']) {
  document.addEventListener(event, ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
}

Object.assign(self, {
  MonacoEnvironment: {
    // The map reads the operation, the variables and the answer of the current tab in `window.monaco`.
    globalAPI: true,
    getWorkerUrl: (/** @type {string} */ _module, /** @type {string} */ label) => config.workers[label],
  },
});

const script = document.createElement('script');
script.src = config.script;
script.addEventListener('load', renderGraphiql);
script.addEventListener('error', () =>
  outcome.begin().fail({
    code: 'NOT_LOADED',
    message: 'GraphiQL could not be loaded from this server.',
    advice: 'See whether the server still runs, then reload the page.',
    more: '',
  }),
);
document.head.append(script);

function renderGraphiql() {
  const root = /** @type {HTMLElement} */ (document.getElementById('graphiql'));
  // @ts-expect-error a global of the packaged script, which has no types
  window.YogaGraphiQL.renderYogaGraphiQL(root, {
    fetcher: createFetcher({ ...config, credentials, outcome }),
    storage: guardStorage(localStorage, credentials.secrets),
    defaultTabs: config.examples.map(({ query, variables }) => ({ query, variables: filledIn(variables) })),
    ...lastTab(),
    // Credentials have one place, the bar. GraphiQL's history would write typed headers to localStorage.
    isHeadersEditorEnabled: false,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: false,
    // Without this every edit lands in the page's address.
    onEditQuery: () => {},
  });
  outcome.moveInto(root);
  createPanes(root);
  if (config.map) createViews(root, config.map);
}

/**
 * The query of the tab that was open last. GraphiQL looks for it among the stored tabs by its text, which it only notes
 * at an edit: without this, each reload before the first edit adds an empty tab. A query in the address goes first.
 */
function lastTab() {
  if (new URLSearchParams(location.search).has('query')) return {};
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '');
    const { query, variables } = tabs[activeTabIndex];
    return { query: query ?? '', variables: variables ?? '' };
  } catch {
    return {};
  }
}
