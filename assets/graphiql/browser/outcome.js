import { failureOf } from './problem.js';
import { receiptLine, skippedLine, totalsOf } from './receipt.js';

/**
 * What the strip shows of a run.
 *
 * @typedef {object} View
 * @property {import('./problem.js').Problem | undefined} [problem]
 * @property {string} [note]
 * @property {import('./receipt.js').Totals | undefined} [totals]
 * @property {Exchange} [exchange]
 *
 * @typedef {object} Exchange how the server answered
 * @property {number} status
 * @property {number} ms until the whole answer was read
 * @property {[string, string][]} headers
 *
 * @typedef {object} TabRun
 * @property {View} view
 * @property {AbortController} [controller] of the latest run
 *
 * @typedef {ReturnType<Outcomes['begin']>} Run
 * @typedef {ReturnType<typeof createOutcomes>} Outcomes
 */

/** @type {View} */
const NOTHING = {};

/**
 * The strip under the result: what went wrong, in words, and what the operation cost. Each tab has its own, which is
 * that of its latest run. Both parts are live regions.
 *
 * @param {import('./tabs.js').Tabs} tabs
 * @param {(text: string) => void} showAnswer puts an answer into the open tab
 */
export function createOutcomes(tabs, showAnswer) {
  const ofTab = tabs.perTab(
    () => /** @type {TabRun} */ ({ view: NOTHING }),
    ({ controller }) => controller?.abort(),
  );
  const show = createStrip();
  const render = () => show(ofTab().view);
  tabs.onChange(render);
  render();

  return {
    show,
    /** Begins a run of the open tab. It ends an older run of this tab. */
    begin(/** @type {AbortController} */ controller) {
      const [id, own] = [tabs.open(), ofTab()];
      own.controller?.abort();
      own.controller = controller;
      let hasLeft = false;
      const left = new Promise((resolve) =>
        tabs.onLeave(id, () => {
          hasLeft = true;
          resolve(undefined);
        }),
      );
      const isLatest = () => own.controller === controller && tabs.has(id);
      const set = (/** @type {View} */ view) => {
        if (!isLatest()) return;
        own.view = view;
        render();
      };
      return {
        /** Settles when another tab is opened. GraphiQL then forgets the run, and the run goes on without it. */
        left,
        start: () => set({ note: 'Running…' }),
        stop: () => set({ note: 'Stopped.' }),
        fail: (/** @type {import('./problem.js').Problem} */ problem) => set({ problem }),
        /** @param {any} result @param {Exchange} exchange @param {import('./problem.js').Problem} [problem] */
        show: (result, exchange, problem) => set({ problem, exchange, totals: totalsOf(result) }),
        keep(/** @type {unknown} */ result) {
          if (!hasLeft || !isLatest()) return;
          const text = JSON.stringify(result, null, 2);
          tabs.keepAnswer(id, text);
          if (tabs.open() === id) showAnswer(text);
        },
      };
    },
  };
}

/** @returns {(view: View) => void} */
function createStrip() {
  const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
  const receipt = /** @type {HTMLElement} */ (document.getElementById('receipt'));
  /** @type {View | undefined} */
  let shown;
  return (view) => {
    // Live regions speak at each change, and tabs change with each edit.
    if (view === shown) return;
    shown = view;
    problem.replaceChildren(...(view.problem ? paragraphs(view.problem) : []));
    receipt.replaceChildren(...receiptParts(view));
    problem.parentElement?.toggleAttribute('hidden', view === NOTHING);
  };
}

function receiptParts(/** @type {View} */ { note, totals, problem, exchange }) {
  const isSignIn = problem?.isSignIn ?? false;
  const lines = note ? [note] : totals && !isSignIn ? [receiptLine(totals)] : [];
  const parts = lines.map((line) => element('span', line));
  const skipped = totals ? skippedLine(totals) : '';
  if (skipped) parts.push(Object.assign(element('strong', skipped), { className: 'skipped' }));
  if (exchange) parts.push(exchangeDetails(exchange));
  return parts;
}

function exchangeDetails(/** @type {Exchange} */ { status, ms, headers }) {
  const rows = headers.map(([name, value]) => element('tr', rowHeader(name), element('td', value)));
  const summary = element('summary', `HTTP ${status} · ${Math.round(ms)} ms`);
  return Object.assign(element('details', summary, element('table', element('tbody', ...rows))), {
    className: 'exchange',
  });
}

function rowHeader(/** @type {string} */ name) {
  return Object.assign(document.createElement('th'), { scope: 'row', textContent: name });
}

/**
 * Moves the strip under GraphiQL's result.
 *
 * @param {HTMLElement} graphiql
 */
export function moveStripInto(graphiql) {
  const strip = /** @type {HTMLElement} */ (document.querySelector('.outcome'));
  keepIn(graphiql, '.graphiql-response', (response) => {
    if (strip.parentElement !== response) response.append(strip);
  });
}

/**
 * Calls `place` with a pane of GraphiQL. GraphiQL offers no place there and may rebuild its panes, so this looks again
 * whenever they change.
 *
 * @param {HTMLElement} graphiql
 * @param {string} selector
 * @param {(pane: Element) => void} place
 */
export function keepIn(graphiql, selector, place) {
  const look = () => {
    const pane = graphiql.querySelector(selector);
    if (pane) place(pane);
  };
  new MutationObserver(look).observe(graphiql, { childList: true, subtree: true });
  look();
}

function paragraphs(/** @type {import('./problem.js').Problem} */ { errors, advice, more }) {
  return [
    ...errors.map((error) => element('p', element('strong', failureOf(error)), ' ', error.message)),
    ...advice.map((line) => Object.assign(element('p', line), { className: 'advice' })),
    element('small', more),
  ];
}

/**
 * @param {string} tag
 * @param {(string | HTMLElement)[]} children
 */
function element(tag, ...children) {
  const created = document.createElement(tag);
  created.append(...children);
  return created;
}
