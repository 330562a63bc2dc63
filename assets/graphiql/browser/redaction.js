/** Shorter secrets would match any text. */
const SHORTEST_SECRET = 6;

/** Texts that look like credentials, whoever typed them. The first group stays. */
const PATTERNS = [
  /(\bBearer\s+)[^\s"'`,;)}\\]+/gi,
  /()\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /((?:client[-_ ]?(?:id|secret)|access[-_ ]?token|api[-_ ]?key|password|authorization)\\?["']?\s*[:=]\s*\\?["']?)(?!\s|Bearer\b)[^\s"'`,;)}\\]+/gi,
];

/**
 * The text with each known secret replaced, as it is or escaped in JSON or in an address, and with all that looks like
 * credentials.
 *
 * @param {string} text
 * @param {string[]} secrets
 */
export function withoutSecrets(text, secrets) {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((one, other) => other.length - one.length);
  const known = forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
  return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${HIDDEN}`), known);
}

const HIDDEN = '<removed>';
