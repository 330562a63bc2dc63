import { withoutSecrets } from './redaction.js';

/**
 * @typedef {object} Snippet
 * @property {string} endpoint whole address
 * @property {import('./tabs.js').Operation} operation
 * @property {'pair' | 'token' | 'session'} signIn
 * @property {string[]} secrets
 */

/** Headers with the names of environment variables in place of values. */
const HEADERS = {
  pair: { 'X-Aleph-Client-Id': 'ALEPH_CLIENT_ID', 'X-Aleph-Client-Secret': 'ALEPH_CLIENT_SECRET' },
  token: { Authorization: 'ALEPH_ACCESS_TOKEN' },
  session: {},
};

/** The kinds of code that "Copy as" offers. */
export const SNIPPETS = { curl, fetch: fetchCall, 'graphql-request (TypeScript)': graphqlRequest };

function curl(/** @type {Snippet} */ snippet) {
  const { query, variables, operationName } = partsOf(snippet);
  const body = JSON.stringify({ query, variables, ...(operationName && { operationName }) });
  const headers = Object.entries(HEADERS[snippet.signIn]).map(
    ([name, variable]) => `  -H "${name}: ${name === 'Authorization' ? 'Bearer ' : ''}$${variable}"`,
  );
  return [
    `curl ${shellQuoted(snippet.endpoint)}`,
    "  -H 'Content-Type: application/json'",
    ...headers,
    `  --data-raw ${shellQuoted(body)}`,
  ].join(' \\\n');
}

function fetchCall(/** @type {Snippet} */ snippet) {
  const { query, variables, operationName } = partsOf(snippet);
  const headers = ["    'Content-Type': 'application/json',", ...headerLines(snippet.signIn, '    ')];
  const name = operationName ? `, operationName: ${JSON.stringify(operationName)}` : '';
  return `const query = ${templateOf(query)};
const variables = ${JSON.stringify(variables, null, 2)};

const response = await fetch(${JSON.stringify(snippet.endpoint)}, {
  method: 'POST',
  headers: {
${headers.join('\n')}
  },
  body: JSON.stringify({ query, variables${name} }),
});
const { data, errors } = await response.json();
`;
}

function graphqlRequest(/** @type {Snippet} */ snippet) {
  const { query, variables, operationName } = partsOf(snippet);
  const headers = headerLines(snippet.signIn, '    ');
  const options = headers.length === 0 ? '' : `, {\n  headers: {\n${headers.join('\n')}\n  },\n}`;
  const name = operationName ? `,\n  operationName: ${JSON.stringify(operationName)}` : '';
  return `import { GraphQLClient, gql } from 'graphql-request';

const client = new GraphQLClient(${JSON.stringify(snippet.endpoint)}${options});

const document = gql${templateOf(query)};
const variables: Record<string, unknown> = ${JSON.stringify(variables, null, 2)};

const data = await client.request<Record<string, unknown>>({
  document,
  variables${name},
});
console.log(data);
`;
}

/** @param {Snippet['signIn']} signIn @param {string} indent */
function headerLines(signIn, indent) {
  return Object.entries(HEADERS[signIn]).map(([name, variable]) => {
    const value = `\${process.env.${variable}}`;
    return `${indent}'${name}': \`${name === 'Authorization' ? 'Bearer ' : ''}${value}\`,`;
  });
}

function partsOf(/** @type {Snippet} */ { operation: { query, variables = '', operationName }, secrets }) {
  return {
    query: withoutSecrets(query, secrets),
    variables: variablesOf(withoutSecrets(variables, secrets)),
    operationName,
  };
}

/** Variables that are no JSON object are left out: no server takes them. */
function variablesOf(/** @type {string} */ text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function shellQuoted(/** @type {string} */ text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function templateOf(/** @type {string} */ text) {
  return `\`${text.replace(/[`\\]|\$\{/g, '\\$&')}\``;
}
