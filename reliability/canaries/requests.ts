import type { Dice } from '../../test/support/inputs/dice.ts';
import { flippedBody, flippedHeader, mutatedQuery } from '../bad-inputs/mutations.ts';
import { type HeaderLines, type RequestParts, requestBytes } from '../bad-inputs/wire.ts';

/** What callers of this run send; all of it is made up for the run but the names of clients that the sandbox knows. */
export interface Keys {
  readonly clientId: string;
  readonly secret: string;
  /** Given out by the sandbox, and good. */
  readonly token: string;
  readonly wrongId: string;
  readonly wrongSecret: string;
  readonly wrongToken: string;
  readonly contractId: string;
  readonly taskName: string;
}

export interface CanaryRequest {
  readonly name: string;
  readonly bytes: Buffer;
}

export const EVERYTHING = `query Everything { contracts {
  id name tasks(first: 5) { nodes { name } } stacSearch(input: {}, first: 5) { nodes { assets { href } } }
} }`;

/** Credentials in every form, right, wrong, half and in the wrong place. */
export function credentialRequests(keys: Keys): readonly CanaryRequest[] {
  const { clientId, secret, token, wrongId, wrongSecret, wrongToken } = keys;
  const mixed = `${secret}\r\nX-Evil: ${wrongSecret}`;
  const headers: Readonly<Record<string, HeaderLines>> = {
    'a good pair': pair(clientId, secret),
    'the same as Basic': basic(`${clientId}:${secret}`),
    'a good token': { Authorization: `Bearer ${token}` },
    'an id alone': { 'X-Aleph-Client-Id': wrongId },
    'a secret alone': { 'X-Aleph-Client-Secret': secret },
    'a pair and a token': { ...pair(clientId, secret), Authorization: `Bearer ${token}` },
    'a wrong secret': pair(clientId, wrongSecret),
    'a wrong id': pair(wrongId, secret),
    'a wrong token': { Authorization: `Bearer ${wrongToken}` },
    'a secret with a line break': pair(clientId, mixed),
    'a secret with a letter beyond ASCII': pair(clientId, `${secret}\u00fc`),
    'a secret with a NUL': pair(clientId, `${secret}\0`),
    'a token with a space': { Authorization: `Bearer ${token} ${wrongToken}` },
    'a token without its scheme': { Authorization: token },
    'a secret under another scheme': { Authorization: `Digest ${secret}` },
    'Basic without a colon': basic(`${wrongId}${secret}`),
    'a cookie': { Cookie: `secret=${secret}; token=${token}` },
    'a secret as media type': { ...pair(clientId, secret), 'Content-Type': `application/${secret}` },
    'a secret as media type wanted': { ...pair(clientId, secret), Accept: `application/${secret}` },
    'a token under the header of Aleph': { authorizationToken: `Bearer ${token}` },
  };
  return [
    ...Object.entries(headers).map(([name, lines]) => request(name, { headers: lines, body: graphql(EVERYTHING) })),
    request('a secret twice', {
      lines: [`X-Aleph-Client-Secret: ${secret}`, `X-Aleph-Client-Secret: ${wrongSecret}`],
      body: graphql(EVERYTHING),
    }),
    ...['client_secret', 'access_token', 'x-aleph-client-secret'].map((name) =>
      request(`a secret in the URL as ${name}`, { target: `/graphql?${name}=${secret}`, body: graphql('{ viewer') }),
    ),
    request('a token in the URL of the page', { method: 'GET', target: `/graphql?access_token=${token}`, ...HTML }),
    request('the page', { method: 'GET', headers: { Accept: 'text/html', ...pair(clientId, secret) } }),
    ...['/health', '/ready', '/schema.graphql'].map((target) =>
      request(target, { method: 'GET', target, headers: pair(clientId, secret) }),
    ),
  ];
}

const HTML = { headers: { Accept: 'text/html' } };

/** Secrets and private names where values of another kind are due. */
export function misplacedRequests(keys: Keys): readonly CanaryRequest[] {
  const { secret, token, contractId, taskName } = keys;
  const caller = pair(keys.clientId, secret);
  return [secret, token, contractId, taskName].flatMap((text) => {
    const variables = { n: text, id: text };
    const bodies = {
      'as a number variable': { query: 'query ($n: Int!) { contracts { task(taskId: $n) { id } } }', variables },
      'as an id variable': { query: 'query ($id: ID!) { contract(id: $id) { name } node(id: $id) { id } }', variables },
      'as a number': graphqlOf(`{ contracts { tasks(first: "${text}") { totalCount } } }`),
      'as an enum': graphqlOf(`{ contracts { tasks(filter: { status: "${text}" }) { totalCount } } }`),
      'as a day': graphqlOf(
        `{ contracts { archiveSearch(bbox: [0,0,1,1], dates: { start: "${text}", end: "" }) { totalCount } } }`,
      ),
      'as a box': graphqlOf(`{ contracts { stacSearch(input: { bbox: ["${text}"] }) { totalCount } } }`),
      'as a cursor': graphqlOf(`{ contracts { tasks(after: "${text}") { totalCount } } }`),
      'as an order': graphqlOf(`{ contracts { order(orderId: "../${text}") { name } } }`),
      'as variables': { query: '{ __typename }', variables: text },
      'as a member': { query: '{ __typename }', [text]: 1 },
      'as an operation that is not there': { query: 'query A { __typename }', operationName: text },
    };
    return [
      request('as a client id', { headers: pair(text.replaceAll(' ', '-'), keys.clientId), body: graphql(EVERYTHING) }),
      ...Object.entries(bodies).map(([name, body]) => request(name, { headers: caller, body: JSON.stringify(body) })),
      request('in broken JSON', { headers: caller, body: `{"query": ${text}` }),
      request('after an open string', { headers: caller, body: graphql(`{ contract(id: "${text}`) }),
    ];
  });
}

/** A sample of what the bad-input fuzz sends, from a caller whose secrets are watched. */
export function fuzzedRequests({ clientId, secret, token }: Keys, dice: Dice, count: number): readonly CanaryRequest[] {
  const callers = [pair(clientId, secret), basic(`${clientId}:${secret}`), { Authorization: `Bearer ${token}` }];
  return Array.from({ length: count }, (_, index) => {
    const caller = dice.pick(callers);
    const { bytes } = [mutatedQuery, flippedBody][index % 3]?.(dice, caller) ?? flippedHeader(dice, callers);
    return { name: `fuzz ${index}`, bytes };
  });
}

export function goodRequest({ clientId, secret }: Keys, name: string): CanaryRequest {
  return request(name, { headers: pair(clientId, secret), body: graphql(EVERYTHING) });
}

/** A pair that no exchange was made for yet. */
export function freshPairRequest({ clientId, secret }: Keys, name: string): CanaryRequest {
  const body = graphql(EVERYTHING);
  return request(name, { headers: pair(clientId, `${secret}.${name.replaceAll(/\W/g, '')}`), body });
}

function request(name: string, parts: RequestParts): CanaryRequest {
  return { name, bytes: requestBytes(parts) };
}

function graphqlOf(query: string): object {
  return { query };
}

function graphql(query: string): string {
  return JSON.stringify({ query });
}

function pair(id: string, secret: string): HeaderLines {
  return { 'X-Aleph-Client-Id': id, 'X-Aleph-Client-Secret': secret };
}

function basic(text: string): HeaderLines {
  return { Authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}
