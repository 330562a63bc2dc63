import { receiptLine, totalsOf } from './receipt.js';

/**
 * @typedef {object} Outcome
 * @property {(graphiql: HTMLElement) => void} moveInto puts the strip under GraphiQL's result
 * @property {() => void} start
 * @property {() => void} stop
 * @property {(result: unknown, problem?: import('./problem.js').Problem) => void} show
 * @property {(problem: import('./problem.js').Problem) => void} showProblem
 */

/**
 * The strip under the result: what went wrong, in words, and what the operation cost. Both are live regions.
 *
 * @returns {Outcome}
 */
export function createOutcome() {
  const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
  const receipt = /** @type {HTMLElement} */ (document.getElementById('receipt'));

  const set = (/** @type {HTMLElement[]} */ parts, /** @type {string} */ line) => {
    problem.replaceChildren(...parts);
    receipt.textContent = line;
  };
  return {
    moveInto(graphiql) {
      const strip = /** @type {HTMLElement} */ (problem.parentElement);
      keepInResponse(graphiql, (response) => {
        if (strip.parentElement !== response) response.append(strip);
      });
    },
    start: () => set([], 'Running…'),
    stop: () => set([], 'Stopped.'),
    showProblem: (found) => set(paragraphs(found), ''),
    show(result, found) {
      const totals = totalsOf(result);
      set(found ? paragraphs(found) : [], totals ? receiptLine(totals) : '');
    },
  };
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
  return [element('p', element('strong', code), ' ', message), element('p', advice), element('small', more)];
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
