import { keepIn } from './outcome.js';

/**
 * A button in each pane that gives it the whole room, and takes it back.
 *
 * @param {HTMLElement} graphiql
 */
export function createMaximise(graphiql) {
  const buttons = Object.entries({ editor: '.graphiql-toolbar', result: '.graphiql-response' }).map(([name, place]) => {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: `maximise is-${name}`,
    });
    button.setAttribute('aria-label', `Maximise ${name}`);
    button.title = `Maximise ${name}`;
    button.setAttribute('aria-pressed', 'false');
    keepIn(graphiql, place, (pane) => {
      const home = pane.querySelector('.views') ?? pane;
      if (button.parentElement !== home) home.append(button);
    });
    return /** @type {const} */ ([name, button]);
  });
  for (const [name, button] of buttons) {
    button.addEventListener('click', () => {
      const isMaximised = graphiql.dataset['maximised'] === name;
      graphiql.dataset['maximised'] = isMaximised ? '' : name;
      for (const [other, one] of buttons) one.setAttribute('aria-pressed', String(!isMaximised && other === name));
    });
  }
}
