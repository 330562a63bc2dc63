import { isSignInError } from './problem.js';
import { receiptLine, skippedLine, totalsOf } from './receipt.js';
import { perTab, watchTabs } from './tabs.js';

/**
 * @typedef {object} Outcome
 * @property {(graphiql: HTMLElement) => void} moveInto puts the strip under GraphiQL's result
 * @property {() => Run} begin a run of the tab that is open now
 *
 * @typedef {object} Run one run of one tab; it says nothing more once the tab has a later one
 * @property {() => void} stop
 * @property {(result: unknown, problems: import('./problem.js').Problem[]) => void} show
 * @property {(problem: import('./problem.js').Problem) => void} fail
 *
 * @typedef {object} Shown
 * @property {HTMLElement[]} problem
 * @property {(string | HTMLElement)[]} receipt
 */

/**
 * The strip under the result: what went wrong, in words, and what the operation cost. Both are live regions. The strip
 * belongs to a tab and its last run, so a tab that never ran has none.
 *
 * @returns {Outcome}
 */
export function createOutcome() {
  const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
  const receipt = /** @type {HTMLElement} */ (document.getElementById('receipt'));
  const strip = /** @type {HTMLElement} */ (problem.parentElement);
  /** @type {{ shown?: Shown, run?: object }} */
  const page = {};
  let tabNow = () => page;
  /** @type {Shown | undefined} */
  let rendered;

  const render = () => {
    const { shown } = tabNow();
    if (shown === rendered) return;
    rendered = shown;
    strip.hidden = shown === undefined;
    problem.replaceChildren(...(shown?.problem ?? []));
    receipt.replaceChildren(...(shown?.receipt ?? []));
  };
  return {
    moveInto(graphiql) {
      tabNow = perTab(graphiql, () => ({}));
      watchTabs(graphiql, render);
      keepInResponse(graphiql, (response) => {
        if (strip.parentElement !== response) response.append(strip);
      });
    },
    begin() {
      const tab = tabNow();
      const run = {};
      tab.run = run;
      const set = (/** @type {HTMLElement[]} */ parts, /** @type {(string | HTMLElement)[]} */ line) => {
        if (tab.run === run) tab.shown = { problem: parts, receipt: line };
        render();
      };
      set([], ['Running…']);
      return {
        stop: () => set([], ['Stopped.']),
        fail: (found) => set(paragraphs(found), []),
        show: (result, problems) => set(problems.flatMap(paragraphs), receiptOf(result)),
      };
    },
  };
}

/** @returns {(string | HTMLElement)[]} */
function receiptOf(/** @type {unknown} */ result) {
  const totals = totalsOf(result);
  if (!totals || isSignInError(result)) return [];
  const skipped = skippedLine(totals);
  if (!skipped) return [receiptLine(totals)];
  const mark = Object.assign(element('strong', skipped), { className: 'skipped' });
  return [receiptLine(totals), ' · ', mark];
}

/**
 * Calls `place` with the pane of the result. GraphiQL offers no place there and may rebuild its panes, so this looks again
 * whenever they change.
 *
 * @param {HTMLElement} graphiql
 * @param {(response: Element) => void} place
 */
export function keepInResponse(graphiql, place) {
  const look = () => {
    const response = graphiql.querySelector('.graphiql-response');
    if (response) place(response);
  };
  new MutationObserver(look).observe(graphiql, { childList: true, subtree: true });
  look();
}

function paragraphs(/** @type {import('./problem.js').Problem} */ { code, message, advice, more }) {
  const parts = [element('p', element('strong', code), ' ', message)];
  if (advice) parts.push(Object.assign(element('p', advice), { className: 'advice' }));
  if (more) parts.push(element('small', more));
  return parts;
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
