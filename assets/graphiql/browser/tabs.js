import { randomName } from './examples.js';

/**
 * A tab as GraphiQL keeps it.
 *
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} title
 * @property {string | null} query
 * @property {string | null} variables
 * @property {null} headers
 * @property {string | null} operationName
 * @property {string | null} response
 *
 * @typedef {{ tabs: Tab[], activeTabIndex: number }} TabState
 *
 * @typedef {{ query: string, variables?: string, operationName?: string | null }} Operation variables as text
 */

/** GraphiQL's own name for it, without its prefix. */
const TAB_STATE = 'graphiql:tabState';
/** GraphiQL keeps the open tab under these names too. */
const OPEN_TAB_KEYS = ['query', 'variables', 'headers', 'operationName'];

/** @typedef {ReturnType<typeof createTabs>} Tabs */

/**
 * The tabs of GraphiQL by their ids. The ids are known from the start, since the state is written before GraphiQL reads it.
 *
 * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} storage
 * @param {Operation[]} examples the tabs of a first visit
 * @param {Operation} [linked] gets one more tab, which is open
 */
export function createTabs(storage, examples, linked) {
  let state = firstState(storage, examples, linked);
  storage.setItem(TAB_STATE, JSON.stringify(state));
  for (const key of OPEN_TAB_KEYS) storage.removeItem(`graphiql:${key}`);
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const open = () => state.tabs[state.activeTabIndex]?.id ?? '';
  const has = (/** @type {string} */ id) => state.tabs.some((tab) => tab.id === id);

  return {
    open,
    has,
    current: () => state.tabs[state.activeTabIndex],
    /** GraphiQL calls this at each change of a tab, edits included. */
    follow(/** @type {TabState} */ changed) {
      state = changed;
      for (const listener of [...listeners]) listener();
    },
    onChange: (/** @type {() => void} */ listener) => listeners.add(listener),
    /** Calls `left` once, as soon as another tab is open. */
    onLeave(/** @type {string} */ id, /** @type {() => void} */ left) {
      const look = () => {
        if (open() === id) return;
        listeners.delete(look);
        left();
      };
      listeners.add(look);
    },
    /** Gives an answer to a tab that GraphiQL does not show. It shows the answer when the tab is opened. */
    keepAnswer(/** @type {string} */ id, /** @type {string} */ text) {
      const tab = state.tabs.find((one) => one.id === id);
      if (tab) tab.response = text;
    },
    /**
     * A value for each tab, made when it is first asked for and forgotten with its tab.
     *
     * @template {object} T
     * @param {() => T} create
     * @param {(value: T) => void} [forget]
     * @returns {() => T} the value of the tab that is open now
     */
    perTab(create, forget = () => {}) {
      /** @type {Map<string, T>} */
      const values = new Map();
      listeners.add(() => {
        for (const [id, value] of values) {
          if (has(id)) continue;
          values.delete(id);
          forget(value);
        }
      });
      return () => {
        const value = values.get(open()) ?? create();
        values.set(open(), value);
        return value;
      };
    },
  };
}

/** Removes all tabs, so that the next visit begins with the examples. */
export function forgetTabs(/** @type {Pick<Storage, 'removeItem'>} */ storage) {
  storage.removeItem(TAB_STATE);
}

/**
 * @param {Pick<Storage, 'getItem'>} storage
 * @param {Operation[]} examples
 * @param {Operation} [linked]
 * @returns {TabState}
 */
function firstState(storage, examples, linked) {
  const { tabs, activeTabIndex } = storedState(storage) ?? { tabs: examples.map(tabOf), activeTabIndex: 0 };
  if (linked) return { tabs: [...tabs, tabOf(linked)], activeTabIndex: tabs.length };
  const wanted = textOf(tabs[activeTabIndex] ?? tabs[0]);
  // Of tabs with the same text, GraphiQL opens the last.
  return { tabs, activeTabIndex: tabs.map(textOf).lastIndexOf(wanted) };
}

/** @returns {TabState | undefined} */
function storedState(/** @type {Pick<Storage, 'getItem'>} */ storage) {
  try {
    const { tabs, activeTabIndex } = JSON.parse(storage.getItem(TAB_STATE) ?? '');
    const isWhole = tabs.every((/** @type {any} */ tab) => typeof tab.id === 'string' && typeof tab.title === 'string');
    return isWhole && tabs.length > 0 ? { tabs, activeTabIndex } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A new tab of an operation. A value that each opened tab needs anew is made here.
 *
 * @returns {Tab}
 */
function tabOf(/** @type {Operation} */ { query, variables = '', operationName }) {
  const title = operationName ?? /^(?!#).*(?:query|subscription|mutation)\s+(\w+)/m.exec(query)?.[1] ?? null;
  return {
    id: randomName(),
    title: title ?? '<untitled>',
    query,
    variables,
    headers: null,
    operationName: title,
    response: null,
  };
}

function textOf(/** @type {Tab | undefined} */ tab) {
  return JSON.stringify([tab?.query ?? '', tab?.variables ?? '']);
}
