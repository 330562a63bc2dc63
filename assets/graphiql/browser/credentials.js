/**
 * @typedef {{ clientId: string, clientSecret: string }} Pair
 *
 * @typedef {object} Credentials
 * @property {() => Record<string, string>} headers for the next request; throws an Error to show when they cannot be sent
 * @property {() => string[]} secrets that must not be written anywhere: those in the bar, and those that were there
 * @property {() => 'pair' | 'token' | 'session'} signIn
 * @property {() => void} noteSuccess folds the bar on narrow screens, once
 */

/**
 * Of a page without a credentials bar.
 *
 * @type {Credentials}
 */
export const NO_CREDENTIALS = {
  headers: () => ({}),
  secrets: () => [],
  signIn: () => 'session',
  noteSuccess: () => {},
};

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
  /** @type {Set<string>} */
  const typed = new Set();
  const note = (/** @type {string[]} */ ...texts) => {
    for (const text of texts) if (text.trim()) typed.add(text.trim());
  };
  for (const field of [id, secret, token]) field.addEventListener('change', () => note(field.value));
  const publicTexts = sandbox.flatMap(({ clientId, clientSecret }) => [clientId, clientSecret]);

  return {
    headers: () => (mode.value === 'token' ? tokenHeaders(token) : pairHeaders(id, secret)),
    secrets() {
      note(own.clientId, own.clientSecret, token.value);
      return [...typed].filter((text) => !publicTexts.includes(text));
    },
    signIn: () => (mode.value === 'token' ? 'token' : 'pair'),
    noteSuccess: foldOnce(() => (mode.value === 'token' ? 'access token' : id.value)),
  };
}

/**
 * @param {() => string} name of the credentials in use, which is no secret
 * @returns {() => void}
 */
function foldOnce(name) {
  const bar = document.querySelector('.bar');
  const button = document.getElementById('unfold');
  const fold = (/** @type {boolean} */ isFolded) => {
    bar?.classList.toggle('is-folded', isFolded);
    button?.setAttribute('aria-expanded', String(!isFolded));
    if (button) button.textContent = isFolded ? `Credentials: ${name()}` : 'Fold credentials';
  };
  button?.addEventListener('click', () => fold(!bar?.classList.contains('is-folded')));
  let isFirst = true;
  return () => {
    if (isFirst) {
      bar?.classList.add('can-fold');
      fold(true);
    }
    isFirst = false;
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
