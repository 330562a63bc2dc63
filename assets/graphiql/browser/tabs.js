/**
 * A value for each tab of GraphiQL, made when it is first asked for and forgotten with its tab. GraphiQL shows no tabs
 * while it has one alone; its value is then that of the page, and goes to the first tab once there are more.
 *
 * @template {object} T
 * @param {HTMLElement} graphiql
 * @param {() => T} create
 * @returns {() => T} the value of the tab that is open now
 */
export function perTab(graphiql, create) {
  /** @type {WeakMap<Element, T>} */
  const values = new WeakMap();
  return () => {
    const alone = values.get(graphiql);
    const first = graphiql.querySelector('.graphiql-tab');
    if (alone && first) {
      values.set(first, alone);
      values.delete(graphiql);
    }
    const tab = graphiql.querySelector('.graphiql-tab-active') ?? graphiql;
    const value = values.get(tab) ?? create();
    values.set(tab, value);
    return value;
  };
}

/**
 * Calls `look` when another tab may have been opened.
 *
 * @param {HTMLElement} graphiql
 * @param {() => void} look
 */
export function watchTabs(graphiql, look) {
  const changes = { childList: true, subtree: true, attributeFilter: ['class'] };
  new MutationObserver(look).observe(graphiql, changes);
  look();
}
