/**
 * A value for each tab of GraphiQL, made when it is first asked for and forgotten with its tab. GraphiQL shows no tabs
 * while it has one alone; its value is then that of the page.
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
    const tab = graphiql.querySelector('.graphiql-tab-active') ?? graphiql;
    const value = values.get(tab) ?? create();
    values.set(tab, value);
    return value;
  };
}
