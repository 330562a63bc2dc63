/** Each pane that can take the whole place, with the places for its button: the first one that is there gets it. */
const PANES = [
  { name: 'editor', other: 'result', places: ['.graphiql-toolbar'] },
  { name: 'result', other: 'editor', places: ['.views', '.graphiql-response'] },
];

/**
 * Buttons that give the editor or the result the whole place, and take it back. Escape takes it back too.
 *
 * @param {HTMLElement} graphiql
 */
export function createPanes(graphiql) {
  const panes = PANES.map((pane) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'maximise' });
    button.addEventListener('click', () => maximise(isMaximised(pane.name) ? undefined : pane.name));
    return { ...pane, button };
  });
  const isMaximised = (/** @type {string} */ name) => graphiql.dataset['maximised'] === name;

  function maximise(/** @type {string | undefined} */ name) {
    if (name) graphiql.dataset['maximised'] = name;
    else delete graphiql.dataset['maximised'];
    for (const pane of panes) {
      const title = isMaximised(pane.name) ? `Show the ${pane.other} again` : `Maximise the ${pane.name}`;
      pane.button.title = title;
      pane.button.setAttribute('aria-label', title);
      pane.button.setAttribute('aria-pressed', String(isMaximised(pane.name)));
    }
    // Monaco measures its place when the window changes.
    window.dispatchEvent(new Event('resize'));
  }

  const look = () => {
    for (const { places, button } of panes) {
      const home = places.map((place) => graphiql.querySelector(place)).find(Boolean);
      if (home && button.parentElement !== home) home.append(button);
    }
  };
  maximise(undefined);
  graphiql.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key === 'Escape' && !defaultPrevented) maximise(undefined);
  });
  new MutationObserver(look).observe(graphiql, { childList: true, subtree: true });
  look();
}
