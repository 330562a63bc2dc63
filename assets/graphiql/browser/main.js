import { createCredentials, NO_CREDENTIALS } from './credentials.js';
import { enterOperation, leaveScalarsAlone, operationEditor, write } from './editors.js';
import { filledIn } from './examples.js';
import { createFetcher } from './fetcher.js';
import { createHistory } from './history.js';
import { linkedOperation } from './links.js';
import { createOutcomes, moveStripInto } from './outcome.js';
import { createMaximise } from './panes.js';
import { problemOf } from './problem.js';
import { guardStorage } from './storage.js';
import { createTabs } from './tabs.js';
import { createToolbar } from './toolbar.js';
import { createViews } from './views.js';

/**
 * @typedef {object} Config
 * @property {string} endpoint
 * @property {import('./credentials.js').Pair[]} sandbox
 * @property {boolean} hasSession whether the site’s session stands in for credentials
 * @property {import('./tabs.js').Operation[]} examples
 * @property {string} script the packaged GraphiQL
 * @property {Record<string, string>} workers URL by Monaco's label
 * @property {import('./views.js').MapConfig} [map] absent where the map was not built
 */

/** @type {Config} */
const config = JSON.parse(document.getElementById('config')?.textContent ?? '');
const credentials = config.hasSession ? NO_CREDENTIALS : createCredentials(config.sandbox);
const storage = guardStorage(localStorage, credentials.secrets);
const linked = linkedOperation(location.search);
const examples = config.examples.map(({ query, variables = '' }) => ({ query, variables: filledIn(variables) }));
const tabs = createTabs(storage, examples, linked);
const outcomes = createOutcomes(tabs, (text) => write('response.json', text));

const history = createHistory(storage, credentials.secrets);
createToolbar({ ...config, credentials, tabs, history });
// A reload must not open the tab once more, and GraphiQL must not read the address again.
if (location.search) window.history.replaceState(null, '', location.pathname);

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
script.addEventListener('error', () => {
  const message = 'GraphiQL could not be loaded from this server.';
  outcomes.show({
    problem: problemOf('NOT_LOADED', message, 'See whether the server still runs, then reload the page.'),
  });
});
document.head.append(script);

function renderGraphiql() {
  const root = /** @type {HTMLElement} */ (document.getElementById('graphiql'));
  const { query, variables } = tabs.current() ?? {};
  // @ts-expect-error a global of the packaged script, which has no types
  window.YogaGraphiQL.renderYogaGraphiQL(root, {
    fetcher: createFetcher({ ...config, credentials, outcomes, isSandbox: config.sandbox.length > 0, onResult }),
    storage,
    // GraphiQL finds the open tab by its text, and adds a tab where it finds none.
    initialQuery: query ?? '',
    initialVariables: variables ?? '',
    onTabChange: tabs.follow,
    // Credentials have one place, the bar. A headers editor would be a second.
    isHeadersEditorEnabled: false,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: isNarrow() ? false : 'variables',
    // Without this every edit lands in the page's address.
    onEditQuery: () => {},
  });
  moveStripInto(root);
  if (config.map) createViews(root, config.map, tabs);
  createMaximise(root);
  whenReady(begin);
}

/** @param {{ query: string, variables?: unknown, operationName?: string | null }} operation @param {any} result */
function onResult({ query, variables, operationName }, result) {
  const text = variables === undefined ? '' : JSON.stringify(variables, null, 2);
  history.note({ query, variables: text, operationName: operationName ?? null }, result?.errors ? 'errors' : 'ok');
  if (result?.data) credentials.noteSuccess();
}

/** Calls `ready` once the editor of the operation is there. */
function whenReady(/** @type {() => void} */ ready) {
  if (operationEditor()) ready();
  else requestAnimationFrame(() => whenReady(ready));
}

/** The editor takes the keyboard, unless somebody is typing already. An operation of a link is formatted, not run. */
function begin() {
  leaveScalarsAlone();
  document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (document.activeElement === document.body) operationEditor().focus();
  if (!linked) return;
  enterOperation(linked.operationName);
  /** @type {HTMLElement | null} */ (document.querySelector('[aria-label^="Prettify"]'))?.click();
}

function isNarrow() {
  return matchMedia('(width < 700px)').matches;
}
