import { textIn, write } from './editors.js';
import { linkTo } from './links.js';
import { SNIPPETS } from './snippets.js';
import { forgetTabs } from './tabs.js';

/**
 * @typedef {object} ToolbarOptions
 * @property {string} endpoint
 * @property {import('./credentials.js').Credentials} credentials
 * @property {import('./tabs.js').Tabs} tabs
 * @property {ReturnType<typeof import('./history.js').createHistory>} history
 */

/** Share, Copy as, History and the menu of the page. They are there from the start, and work once GraphiQL is there. */
export function createToolbar(/** @type {ToolbarOptions} */ { endpoint, credentials, tabs, history }) {
  const operation = () => {
    const { operationName } = tabs.current() ?? {};
    return {
      query: textIn('operation.graphql'),
      variables: textIn('variables.json'),
      operationName: operationName ?? null,
    };
  };
  const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

  byId('share').addEventListener('click', () => {
    const link = linkTo(location.href, operation(), credentials.secrets());
    if (link) copy(link, 'Link copied, without credentials.');
    else say('The operation is too long for a link.');
  });
  byId('copy-as').append(
    ...Object.entries(SNIPPETS).map(([name, write]) =>
      button(name, () => {
        const address = new URL(endpoint, location.href).href;
        const { secrets, signIn } = credentials;
        copy(
          write({ endpoint: address, operation: operation(), signIn: signIn(), secrets: secrets() }),
          `Copied as ${name}.`,
        );
      }),
    ),
  );
  const list = byId('history');
  list.closest('details')?.addEventListener('toggle', () => {
    const runs = history.runs();
    const clear = button('Clear history', () => history.clear());
    list.replaceChildren(
      ...runs.map((run) => button(titleOf(run), () => openInTab(run))),
      ...(runs.length ? [clear] : ['No runs yet.']),
    );
  });
  byId('restore').addEventListener('click', () => {
    const question =
      'Replace every tab with the examples?\n\nYour own tabs and any credentials typed above are forgotten.';
    if (!window.confirm(question)) return;
    forgetTabs(localStorage);
    location.assign(location.pathname);
  });
  for (const menu of document.querySelectorAll('details.menu')) closeLikeMenu(/** @type {HTMLDetailsElement} */ (menu));
}

/** Opens an operation in a new tab. It does not run. */
function openInTab(/** @type {import('./tabs.js').Operation} */ { query, variables = '' }) {
  /** @type {HTMLElement | null} */ (document.querySelector('.graphiql-tab-add'))?.click();
  write('operation.graphql', query);
  write('variables.json', variables);
}

function titleOf(/** @type {import('./history.js').PastRun} */ { query, operationName, at, outcome }) {
  const name =
    operationName ??
    query
      .replace(/#.*|\s+/g, ' ')
      .trim()
      .slice(0, 40);
  return `${new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })} · ${name} · ${outcome}`;
}

/** @param {string} text @param {string} done */
async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    window.prompt('The browser gives no access to the clipboard. Copy this:', text);
  }
}

/** A word about the last click, for eyes and for screen readers. */
function say(/** @type {string} */ text) {
  const said = /** @type {HTMLElement} */ (document.getElementById('said'));
  said.textContent = text;
  setTimeout(() => {
    if (said.textContent === text) said.textContent = '';
  }, 4_000);
}

/** @param {string} label @param {() => void} act */
function button(label, act) {
  const created = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  created.addEventListener('click', act);
  return created;
}

/** Escape, a choice and a click elsewhere close it. */
function closeLikeMenu(/** @type {HTMLDetailsElement} */ menu) {
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  menu.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) menu.open = false;
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
}
