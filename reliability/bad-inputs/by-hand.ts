import { gzipSync } from 'node:zlib';
import { badDocuments } from './documents.ts';
import { type BadInput, type HeaderLines, NORTH_LINES, type RequestParts, requestBytes } from './wire.ts';

const GOOD = JSON.stringify({ query: '{ contracts { id } }' });
const MIB = 2 ** 20;

/** Inputs that somebody thought of, each named for what is wrong with it. */
export function badInputsByHand(): readonly BadInput[] {
  const parts = { ...METHODS, ...TARGETS, ...MEDIA_TYPES, ...BODIES, ...HEADERS, ...withCredentials(CREDENTIALS) };
  return [
    ...Object.entries(parts).map(([name, part]) => ({ name, bytes: requestBytes(part) })),
    ...Object.entries(BROKEN).map(([name, text]) => ({ name, bytes: Buffer.from(text, 'latin1') })),
    ...badDocuments().map(({ name, body }) => ({ name, bytes: requestBytes({ headers: NORTH_LINES, body }) })),
  ];
}

type Parts = Readonly<Record<string, RequestParts>>;

const METHODS: Parts = {
  'GET of a query': { method: 'GET', target: '/graphql?query=%7B__typename%7D' },
  'GET without a query': { method: 'GET' },
  'HEAD of the endpoint': { method: 'HEAD' },
  'PUT of a good body': { method: 'PUT', body: GOOD },
  'DELETE of the endpoint': { method: 'DELETE' },
  'PATCH of a good body': { method: 'PATCH', body: GOOD },
  'TRACE of the endpoint': { method: 'TRACE' },
  'OPTIONS without an origin': { method: 'OPTIONS' },
  'OPTIONS of a foreign origin': { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } },
  'POST to a page': { target: '/health', body: GOOD },
};

const TARGETS: Parts = {
  'a path that nobody serves': { target: '/nowhere', body: GOOD },
  'the endpoint with a slash at its end': { target: '/graphql/', body: GOOD },
  'two slashes before the endpoint': { target: '//graphql', body: GOOD },
  'a path that climbs': { method: 'GET', target: '/graphql/../../etc/passwd' },
  'a path with an encoded NUL': { method: 'GET', target: '/graphql%00' },
  'a path with a broken escape': { method: 'GET', target: '/%zz' },
  'a path under the assets': { method: 'GET', target: '/assets/forged' },
  'a very long path': { method: 'GET', target: `/${'x'.repeat(10_000)}` },
  'a target with scheme and host': { target: 'http://elsewhere.example/graphql', body: GOOD },
  'a target that is no URL': { target: 'http://[broken/graphql', body: GOOD },
  'a secret in the URL': { target: '/graphql?client_secret=abc', body: GOOD },
  'a token in the URL': { target: '/graphql?access_token=abc', body: GOOD },
};

const MEDIA_TYPES: Parts = {
  'a body as text': { headers: { 'Content-Type': 'text/plain' }, body: GOOD },
  'a body as a form': { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'query=%7Bx%7D' },
  'a body in parts': { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x--' },
  'a body without a type': { headers: { 'Content-Type': '' }, body: GOOD },
  'a body in UTF-16': { headers: { 'Content-Type': 'application/json; charset=utf-16' }, body: GOOD },
  'two media types in one': { headers: { 'Content-Type': 'application/json, text/plain' }, body: GOOD },
  'a media type of semicolons': { headers: { 'Content-Type': ';;;;' }, body: GOOD },
  'a caller who takes HTML only': { headers: { Accept: 'text/html' }, body: GOOD },
  'a caller who takes nothing': { headers: { Accept: '*/*;q=0' }, body: GOOD },
  'an Accept of commas': { headers: { Accept: ','.repeat(5_000) }, body: GOOD },
  'a body that says it is gzip': { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(GOOD) },
  'a body that says it is br': { headers: { 'Content-Encoding': 'br' }, body: GOOD },
  'a gzip body that says nothing': { body: gzipSync(GOOD) },
};

const BODIES: Parts = {
  'an empty body': { body: '' },
  'a body of 2 MiB': { body: 'x'.repeat(2 * MIB) },
  'a JSON body of 2 MiB': { body: JSON.stringify({ query: '{ __typename }', variables: { x: 'y'.repeat(2 * MIB) } }) },
  'a declared length of 1 GB': { headers: { 'Content-Length': '1000000000' }, body: GOOD },
  'JSON null': { body: 'null' },
  'a JSON number': { body: '1e999' },
  'a JSON string': { body: '"query"' },
  'an empty batch': { body: '[]' },
  'a batch of two': { body: `[${GOOD},${GOOD}]` },
  'an empty object': { body: '{}' },
  'a query that is a number': { body: '{"query":1}' },
  'an empty query': { body: '{"query":""}' },
  'a query that is null': { body: '{"query":null}' },
  'a member nobody knows': { body: '{"query":"{ __typename }","id":"1"}' },
  'an operationName that is a list': { body: '{"query":"{ __typename }","operationName":[]}' },
  'variables in a list': { body: '{"query":"{ __typename }","variables":[]}' },
  'variables as a string': { body: '{"query":"{ __typename }","variables":"{}"}' },
  'extensions as a number': { body: '{"query":"{ __typename }","extensions":7}' },
  'JSON that ends early': { body: '{"query":"{ contracts' },
  'JSON with a tail': { body: `${GOOD}}` },
  'JSON behind a byte order mark': { body: `\uFEFF${GOOD}` },
  'a member twice': { body: '{"query":"{ __typename }","query":"{ contracts { id "}' },
  'a prototype as member': { body: '{"query":"{ __typename }","__proto__":{"polluted":true}}' },
  'bytes that are no UTF-8': { body: Buffer.from('7b227175657279223a22c328a0fffe227d', 'hex') },
  'lists in lists, 100,000 deep': { body: `${'['.repeat(100_000)}` },
  'variables 50,000 deep': {
    body: `{"query":"{ __typename }","variables":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
  },
};

const HEADERS: Parts = {
  'no host': { headers: { Host: '' }, body: GOOD },
  'two hosts': { lines: ['Host: elsewhere.example'], body: GOOD },
  'a host that is none': { headers: { Host: '[[[' }, body: GOOD },
  'an expectation nobody meets': { headers: { Expect: 'the-unexpected' }, body: GOOD },
  'a request to go on first': { headers: { Expect: '100-continue' }, body: GOOD },
  'an upgrade to another protocol': { headers: { Connection: 'Upgrade', Upgrade: 'websocket' }, body: GOOD },
  'headers over 16 KiB': { headers: { 'X-Long': 'x'.repeat(20_000) }, body: GOOD },
  'three hundred headers': { lines: Array.from({ length: 300 }, (_, n) => `X-N${n}: 1`), body: GOOD },
  'headers named like prototypes': { lines: ['__proto__: 1', 'constructor: 2', 'hasOwnProperty: 3'], body: GOOD },
  'a header without a colon': { lines: ['nonsense'], body: GOOD },
  'a space before the colon': { lines: ['X-Space : 1'], body: GOOD },
  'a folded header': { lines: ['X-Folded: 1', ' and on'], body: GOOD },
  'a NUL in a header': { lines: ['X-Nul: a\0b'], body: GOOD },
  'a request id with markup': { headers: { 'X-Request-Id': '<script>alert(1)</script>' }, body: GOOD },
  'a negative length': { headers: { 'Content-Length': '-1' }, body: GOOD },
  'a length in words': { headers: { 'Content-Length': 'many' }, body: GOOD },
  'two lengths': { lines: ['Content-Length: 3'], body: GOOD },
  'a length and chunks': { lines: ['Transfer-Encoding: chunked'], body: `0\r\n\r\n` },
  'a transfer encoding nobody has': { headers: { 'Transfer-Encoding': 'gzip', 'Content-Length': '' }, body: GOOD },
  'chunks that lie': {
    headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '' },
    body: 'zz\r\n{}\r\n0\r\n\r\n',
  },
  'chunks of 2 MiB': {
    headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '' },
    body: `200000\r\n${'x'.repeat(2 * MIB)}\r\n0\r\n\r\n`,
  },
};

const NORTH_BASIC = Buffer.from('sandbox-north:sandbox-north-secret').toString('base64');
const CREDENTIALS: Readonly<Record<string, HeaderLines | readonly string[]>> = {
  'no credentials': {},
  'an id alone': { 'X-Aleph-Client-Id': 'sandbox-north' },
  'a secret alone': { 'X-Aleph-Client-Secret': 'abc' },
  'a pair and a token': { ...NORTH_LINES, Authorization: 'Bearer abc' },
  'a pair twice': [...linesOf(NORTH_LINES), ...linesOf(NORTH_LINES)],
  'an empty id': ['X-Aleph-Client-Id:', 'X-Aleph-Client-Secret: abc'],
  'an id with umlauts': { ...NORTH_LINES, 'X-Aleph-Client-Id': 'n\u00f6rth' },
  'a secret with a space': { ...NORTH_LINES, 'X-Aleph-Client-Secret': 'a b' },
  'a secret over 1,024 characters': { ...NORTH_LINES, 'X-Aleph-Client-Secret': 'x'.repeat(1_025) },
  'Basic of nothing': { Authorization: 'Basic ' },
  'Basic that is no base64': { Authorization: 'Basic ***' },
  'Basic without a colon': { Authorization: 'Basic YWJj' },
  'Basic twice': [`Authorization: Basic ${NORTH_BASIC}`, `Authorization: Basic ${NORTH_BASIC}`],
  'Bearer of nothing': { Authorization: 'Bearer' },
  'Bearer of two words': { Authorization: 'Bearer abc def' },
  'a bearer token over 8 KiB': { Authorization: `Bearer ${'x'.repeat(8_193)}` },
  'a bearer token nobody gave': { Authorization: 'Bearer abc' },
  'a scheme nobody knows': { Authorization: 'Digest username="x"' },
  'a wrong secret': { ...NORTH_LINES, 'X-Aleph-Client-Secret': 'wrong' },
};

function linesOf(headers: HeaderLines): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

function withCredentials(all: typeof CREDENTIALS): Parts {
  const entries = Object.entries(all).map(([name, given]) => {
    const lines = Array.isArray(given) ? given : linesOf(given as HeaderLines);
    return [name, { lines, body: GOOD }] as const;
  });
  return Object.fromEntries(entries);
}

const BROKEN: Readonly<Record<string, string>> = {
  'a method nobody knows': 'FETCH /graphql HTTP/1.1\r\nHost: x\r\n\r\n',
  'a tunnel': 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n',
  'a request without a version': 'GET /graphql\r\n\r\n',
  'a version of the future': 'GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'the greeting of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
  'HTTP/1.0 without a host': `POST /graphql HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
  'a target with a space': 'GET /graph ql HTTP/1.1\r\nHost: x\r\n\r\n',
  'a target that is a star': 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'line ends of other systems': `POST /graphql HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}`,
};
