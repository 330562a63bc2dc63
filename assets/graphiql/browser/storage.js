/** Shorter secrets would match any text. */
const SHORTEST_SECRET = 6;

/**
 * A Storage for GraphiQL that never writes a value with one of the typed secrets in it, as when someone pastes a secret
 * into a query.
 *
 * @param {Storage} storage
 * @param {() => string[]} secrets those in the bar at this moment
 */
export function guardStorage(storage, secrets) {
  return {
    getItem: (/** @type {string} */ key) => storage.getItem(key),
    removeItem: (/** @type {string} */ key) => storage.removeItem(key),
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      const plain = unescaped(value);
      const hasSecret = secrets().some(
        (secret) => secret.length >= SHORTEST_SECRET && plain.includes(unescaped(secret)),
      );
      if (hasSecret) storage.removeItem(key);
      else storage.setItem(key, value);
    },
    clear() {
      for (const key of Object.keys(storage)) {
        if (key.startsWith('graphiql:')) storage.removeItem(key);
      }
    },
    get length() {
      return storage.length;
    },
  };
}

/** Text nested in JSON is escaped once per level, so compare without the escapes. */
function unescaped(/** @type {string} */ text) {
  return text.replaceAll('\\', '');
}
