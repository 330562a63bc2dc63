/**
 * @typedef {{ clientId: string, clientSecret: string }} Pair
 *
 * @typedef {object} Credentials
 * @property {() => Record<string, string>} headers for the next request; throws an Error to show when they cannot be sent
 * @property {() => string[]} secrets that must not be written anywhere
 * @property {() => void} fold makes one line of the bar where it is narrow; they have let somebody in
 */

/**
 * Of a page without a credentials bar.
 *
 * @type {Credentials}
 */
export const NO_CREDENTIALS = { headers: () => ({}), secrets: () => [], fold: () => undefined };

const NOTES = {
  sandbox:
    'Public credentials of the sandbox. Real secrets belong on servers: give a browser app a short-lived access token.',
  pair: 'Kept in this tab’s memory only. Secrets belong on servers: give a browser app a short-lived access token.',
  token: 'Kept in this tab’s memory only. A browser app should get a short-lived token like this from your own server.',
};

/**
 * The credentials bar. Its fields are the only place where a secret lives: no storage, no address, no cookie.
 *
 * @param {Pair[]} sandbox public pairs to choose from; empty outside sandbox mode
 * @returns {Credentials}
 */
export function createCredentials(sandbox) {
  const mode = /** @type {HTMLSelectElement} */ (document.getElementById('mode'));
  const id = input('client-id');
  const secret = input('client-secret');
  const token = input('token');
  let own = { clientId: '', clientSecret: '' };

  mode.prepend(...sandbox.map(({ clientId }) => new Option(clientId, clientId)));
  mode.selectedIndex = 0;

  const preset = () => sandbox.find(({ clientId }) => clientId === mode.value);
  const show = () => {
    const pair = preset();
    const isToken = mode.value === 'token';
    id.value = (pair ?? own).clientId;
    secret.value = (pair ?? own).clientSecret;
    for (const field of [id, secret]) field.readOnly = pair !== undefined;
    secret.type = pair ? 'text' : 'password';
    for (const field of document.querySelectorAll('.field.pair, .field.token')) {
      field.toggleAttribute('hidden', field.classList.contains('token') !== isToken);
    }
    const note = document.getElementById('note');
    if (note) note.textContent = pair ? NOTES.sandbox : isToken ? NOTES.token : NOTES.pair;
  };
  for (const field of [id, secret]) {
    field.addEventListener('input', () => {
      own = { clientId: id.value, clientSecret: secret.value };
    });
  }
  mode.addEventListener('change', show);
  show();

  return {
    headers: () => (mode.value === 'token' ? tokenHeaders(token) : pairHeaders(id, secret)),
    secrets: () => [own.clientSecret, token.value].map((text) => text.trim()).filter(Boolean),
    fold: createFold(mode, id),
  };
}

/**
 * The bar as one line, with a button that unfolds it. It folds once: whoever unfolds it wants to see it.
 *
 * @param {HTMLSelectElement} mode
 * @param {HTMLInputElement} id
 */
function createFold(mode, id) {
  const bar = mode.closest('.bar');
  const unfold = /** @type {HTMLButtonElement} */ (document.getElementById('unfold'));
  let hasFolded = false;
  unfold.addEventListener('click', () => {
    bar?.classList.remove('is-folded');
    mode.focus();
  });
  return () => {
    if (hasFolded) return;
    hasFolded = true;
    unfold.textContent = mode.value === 'token' ? 'Access token' : id.value;
    unfold.title = 'Change the credentials';
    bar?.classList.add('is-folded');
  };
}

function tokenHeaders(/** @type {HTMLInputElement} */ field) {
  const token = sendable(field, 'access token').replace(/^Bearer\s+/i, '');
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * @param {HTMLInputElement} idField
 * @param {HTMLInputElement} secretField
 */
function pairHeaders(idField, secretField) {
  const id = sendable(idField, 'client id');
  const secret = sendable(secretField, 'client secret');
  return {
    ...(id && { 'X-Aleph-Client-Id': id }),
    ...(secret && { 'X-Aleph-Client-Secret': secret }),
  };
}

/**
 * A header takes printable ASCII; fetch's own error for anything else would show the value.
 *
 * @param {HTMLInputElement} field
 * @param {string} name
 */
function sendable(field, name) {
  const value = field.value.trim();
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  field.focus();
  const message = `The ${name} has a character that no ${name} can have.`;
  throw Object.assign(new Error(message), { code: 'CREDENTIALS_MALFORMED' });
}

function input(/** @type {string} */ id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id));
}
