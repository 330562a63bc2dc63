import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade.ts';
import { codesOf, post } from '../support/http.ts';

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
    'multipart/mixed',
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
