const DAY_MS = 86_400_000;

/**
 * The variables of an example for a tab that opens now: each key of a placement is new, so that a tab places one thing
 * however often it is run, and windows lie ahead.
 *
 * @param {string} variables JSON with `{{new key}}` and `{{in N days}}`
 */
export function filledIn(variables) {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return variables
    .replaceAll('{{new key}}', randomName)
    .replaceAll(/\{\{in (\d+) days\}\}/g, (_, days) => new Date(today + Number(days) * DAY_MS).toISOString());
}

/** 128 random bits in hexadecimal. Not `randomUUID`, which pages over plain HTTP lack. */
export function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
