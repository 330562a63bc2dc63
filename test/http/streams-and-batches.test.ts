import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, post } from '../support/facade/http.ts';

const QUERY = '{"query":"{ contracts { id } }"}';
const SUBSCRIPTION = '{"query":"subscription S { tasks { id } }"}';

describe('requests in forms that this server does not run', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each([1, 2, 20])('a batch of %i gets as many errors, in the type that clients read with 400', async (length) => {
    const answer = await post(facade, `[${Array(length).fill(QUERY)}]`, { ...NORTH, accept: '*/*' });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toHaveLength(length);
    for (const body of answer.body) expect(codesOf({ ...answer, body })).toEqual(['BATCHING_DISABLED']);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each([0, 21, 5_000])('a batch of %i gets a single error', async (length) => {
    const answer = await post(facade, `[${Array(length).fill('null')}]`, NORTH);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(codesOf(answer)).toEqual(['BATCHING_DISABLED']);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each(['text/event-stream', 'text/event-stream, multipart/mixed', 'Text/Event-Stream;q=0.9, application/json'])(
    'a subscription that accepts %s is refused in a stream of events',
    async (accept) => {
      const { status, headers, body } = await post(facade, SUBSCRIPTION, { ...NORTH, accept });

      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      const [, json = '', rest] = /^event: next\ndata: ([^\n]+)\n\n(.*)$/s.exec(body) ?? [];
      expect(rest).toBe('event: complete\ndata:\n\n');
      const { errors } = JSON.parse(json);
      expect(errors[0]).toMatchObject({
        message: 'This schema has no subscriptions.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: headers.get('x-request-id') },
      });
      expect(facade.sandbox.calls()).toEqual([]);
    },
  );

  test('a subscription that accepts JSON alone is refused in JSON', async () => {
    const answer = await post(facade, SUBSCRIPTION, { ...NORTH, accept: 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].message).toBe('This schema has no subscriptions.');
  });

  test.each([
    ['a query', QUERY, 406, 'NOT_ACCEPTABLE'],
    ['a mutation', '{"query":"mutation { x }"}', 406, 'NOT_ACCEPTABLE'],
    ['a document that does not parse', '{"query":"subscription {"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['a body that is no JSON', '{', 400, 'BAD_REQUEST'],
  ])('%s that accepts a stream of events alone is refused in JSON, and nothing runs', async (_, body, status, code) => {
    const answer = await post(facade, body, { ...NORTH, accept: 'text/event-stream' });
    expect(answer.status).toBe(status);
    expect(codesOf(answer)).toEqual([code]);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('a query that accepts a stream of events beside JSON is answered in JSON', async () => {
    const answer = await post(facade, QUERY, { ...NORTH, accept: 'text/event-stream, application/json' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body.data.contracts).toHaveLength(3);
  });
});
