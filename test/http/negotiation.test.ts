import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkMediaTypes, replyType, wantsHtml } from '../../src/http/negotiation.ts';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, post } from '../support/facade/http.ts';

const QUERY = '{"query":"{ contracts { id } }"}';
const GRAPHQL = 'application/graphql-response+json';

describe('media types', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;Charset="UTF-8"',
    'application/json; charset=utf8; profile=x',
  ])('a request of %s is read', async (type) => {
    expect((await post(facade, '{"query":"{ __typename }"}', { 'content-type': type })).status).toBe(200);
  });

  test.each([
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['text/plain; x=application/json'],
    ['application/graphql'],
    ['application/graphql+json'],
    ['application/json; charset=latin1'],
    ['application/jsonx'],
    ['foo/bar'],
    [''],
  ])('a request of %j is refused in JSON, and nothing runs', async (type) => {
    const answer = await post(facade, QUERY, { ...NORTH, 'content-type': type });

    expect(answer.status).toBe(415);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(codesOf(answer)).toEqual(['UNSUPPORTED_MEDIA_TYPE']);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each(['gzip', 'br', 'deflate, gzip', 'x'])('a request in the encoding %s is refused', async (encoding) => {
    expect(codesOf(await post(facade, QUERY, { 'content-encoding': encoding }))).toEqual(['UNSUPPORTED_MEDIA_TYPE']);
  });

  test('a request that says it is not encoded is read', async () => {
    const answer = await post(facade, '{"query":"{ __typename }"}', { 'content-encoding': 'Identity' });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['APPLICATION/JSON', 'application/json'],
    ['text/html, */*;q=0.1', 'application/json'],
    [GRAPHQL, GRAPHQL],
    [`application/json, ${GRAPHQL}`, GRAPHQL],
    [`${GRAPHQL}, application/json;q=0.9`, GRAPHQL],
    [`text/event-stream, multipart/mixed, ${GRAPHQL}`, GRAPHQL],
    ['multipart/mixed;deferSpec=20220824, application/json', 'application/json'],
    [`${GRAPHQL};q=0, application/json`, 'application/json'],
    [`application/json, ${GRAPHQL};q=0.1`, 'application/json'],
  ])('a reply to whoever accepts %s is %s, for data, bad documents and refusals alike', async (accept, type) => {
    const replies = await Promise.all([
      post(facade, '{"query":"{ __typename }"}', { accept }),
      post(facade, '{"query":"{ nothing }"}', { accept }),
      post(facade, QUERY, { accept }),
      post(facade, 'no JSON', { accept }),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([200, 400, 401, 400]);
    for (const { headers } of replies) expect(headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  });

  test.each([
    'text/html',
    'text/*',
    'image/png',
    'text/event-stream',
    'multipart/form-data',
    'multipart/mixed;q=0',
    'multipart/mixed;deferSpec=20991231',
    'application/json;q=0',
    'application/json;q=0.000',
    'application/json; charset=latin1',
  ])('whoever accepts %s alone is refused in JSON, and nothing runs', async (accept) => {
    const answer = await post(facade, QUERY, { ...NORTH, accept });

    expect(answer.status).toBe(406);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(codesOf(answer)).toEqual(['NOT_ACCEPTABLE']);
    expect(facade.sandbox.calls()).toEqual([]);
  });
});

const accepting = (accept: string | undefined) =>
  ({ headers: { 'content-type': 'application/json', accept } }) as IncomingMessage;

function repliesTo(accept: string | undefined): string {
  checkMediaTypes(accepting(accept));
  return replyType(accepting(accept));
}

describe('the media type of a reply', () => {
  test.each([
    ['by weight, in either order', `${GRAPHQL};q=0.1, application/json`, 'application/json'],
    ['by weight, however small the difference', `application/json;q=0.501, ${GRAPHQL};q=0.5`, 'application/json'],
    ['by weight, for GraphQL too', `application/json;q=0.9, ${GRAPHQL}`, GRAPHQL],
    ['GraphQL’s between equal weights', `application/json;q=0.5, ${GRAPHQL};q=0.5`, GRAPHQL],
    ['GraphQL’s between equal weights of a name and a wildcard', `*/*;q=0.5, ${GRAPHQL};q=0.5`, GRAPHQL],
    ['JSON between equal weights of its name and a wildcard', 'application/json, */*', 'application/json'],
    ['JSON between wildcards', 'application/*;q=0.1, */*', 'application/json'],
    ['by the weight of the more specific range', 'application/*;q=0.2, application/json;q=0.1', GRAPHQL],
    ['by that weight, in either order', 'application/json;q=0.1, application/*;q=0.2', GRAPHQL],
    [
      'by that weight, where the name has the higher one',
      'application/*;q=0.1, application/json;q=0.2',
      'application/json',
    ],
    ['by that weight, where a wildcard has the highest', `*/*, ${GRAPHQL};q=0.1`, 'application/json'],
    ['GraphQL’s where JSON is refused', '*/*, application/json;q=0', GRAPHQL],
    ['JSON where GraphQL’s is refused', `application/*, ${GRAPHQL};q=0.000`, 'application/json'],
    ['by weight, in any case', `APPLICATION/JSON, ${GRAPHQL.toUpperCase()};Q=0.1`, 'application/json'],
    ['by weight, with spaces', `application/json ; q = 0.2 ,\t${GRAPHQL}\t;  q=0.1`, 'application/json'],
    ['by weight, without a leading zero', `application/json;q=.2, ${GRAPHQL};q=.1`, 'application/json'],
    ['GraphQL’s whatever the charset of others', `application/json; charset=utf-8, ${GRAPHQL}`, GRAPHQL],
    [
      'by weight beside a charset',
      `application/json;charset="UTF8", ${GRAPHQL};charset=utf-8;q=0.9`,
      'application/json',
    ],
    [
      'JSON where GraphQL’s is wanted in another charset',
      `${GRAPHQL};charset=latin1, application/json;q=0.1`,
      'application/json',
    ],
    ['by type, with other parameters', 'application/json;version=1', 'application/json'],
    ['by type, with parameters in quotes', `${GRAPHQL};x="a, b;q=0", application/json;q=0.9`, GRAPHQL],
    ['by type, with quotes left open', 'application/json;x="', 'application/json'],
    ['by weight, with parameters behind it', `application/json;q=0.9;x=1, ${GRAPHQL};q=0.1;x=1`, 'application/json'],
    ['as if a malformed weight were none', `application/json;q=much, ${GRAPHQL};q=0.9`, 'application/json'],
    ['as if a weight over 1 were none', `application/json;q=2, ${GRAPHQL}`, GRAPHQL],
    ['by type, among empty ranges', ',, application/json ,', 'application/json'],
    ['JSON for a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
    ['GraphQL’s behind multipart', `multipart/mixed;deferSpec=20220824,${GRAPHQL},application/json`, GRAPHQL],
    ['JSON for an empty header', '', 'application/json'],
    ['JSON for no header', undefined, 'application/json'],
  ])('is chosen %s: %j', (_, accept, type) => {
    expect(repliesTo(accept)).toBe(`${type}; charset=utf-8`);
  });

  test.each([
    '*/*;q=0',
    'application/*;q=0.0',
    '*/*, application/*;q=0',
    `application/json;q=0, ${GRAPHQL};q=0, */*;q=0`,
    `${GRAPHQL}; charset=utf-16`,
    `${GRAPHQL}x`,
    'application/jsonx',
    'application/xjson',
    'application',
    '*',
    ',',
    ';q=1',
    '"application/json"',
    'text/html;x="application/json',
  ])('is none for %j', (accept) => {
    expect(() => repliesTo(accept)).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTABLE' }));
  });

  test.each([
    '*/*',
    'application/*',
    'application/json',
    'application/json, text/plain, */*',
    GRAPHQL,
    `${GRAPHQL}, application/json`,
    `${GRAPHQL}, application/json;q=0.9`,
    `${GRAPHQL},application/json;q=0.9`,
    `${GRAPHQL}, application/graphql+json, application/json, text/event-stream, multipart/mixed`,
    `multipart/mixed;deferSpec=20220824, ${GRAPHQL}, application/json`,
    `multipart/mixed;deferSpec=20220824,${GRAPHQL},application/json`,
  ])('is the same for the common header %s and for one that has to be parsed', (accept) => {
    expect(repliesTo(accept)).toBe(repliesTo(`${accept}, image/png`));
  });
});

describe('the page', () => {
  test.each([
    'text/html',
    'TEXT/HTML',
    'text/html;level=1;q=0.1',
    'application/json, text/html;q=0.1',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  ])('is for a client that accepts %s', (accept) => {
    expect(wantsHtml(accepting(accept))).toBe(true);
  });

  test.each([
    undefined,
    '',
    '*/*',
    'text/*',
    'text/html;q=0',
    '*/*, text/html;q=0',
    'text/htmlx',
    'application/json;x=text/html',
  ])('is not for a client that accepts %j', (accept) => {
    expect(wantsHtml(accepting(accept))).toBe(false);
  });
});
