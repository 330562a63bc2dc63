import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, errorsOf, post, sendRaw } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const MEBIBYTE = 2 ** 20;
const QUERY = '{"query":"{ __typename }"}';

describe('request bodies', () => {
  const memory = createMemoryLog();
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  beforeEach(() => {
    memory.clear();
    facade.sandbox.resetCalls();
  });
  afterAll(() => facade.close());

  test('of exactly 1 MiB are read, and one byte more is refused', async () => {
    expect((await post(facade, QUERY.padEnd(MEBIBYTE))).status).toBe(200);
    const answer = await post(facade, QUERY.padEnd(MEBIBYTE + 1));

    expect(answer.status).toBe(413);
    expect(errorsOf(answer)[0]).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      limit: { name: 'bodyBytes', allowed: MEBIBYTE },
    });
  });

  test.each([2, 12])('of %i MiB without a length are refused as they come in', async (mebibytes) => {
    let left = mebibytes * 16;
    const stream = new ReadableStream({
      pull(controller) {
        if (left === 0) controller.close();
        else controller.enqueue(Buffer.alloc(65_536, ' '));
        left -= 1;
      },
    });
    expect(codesOf(await post(facade, stream))).toEqual(['PAYLOAD_TOO_LARGE']);
    expect((await post(facade, QUERY)).status).toBe(200);
  });

  test('that declare too much are refused before they are sent', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n';
    expect(await sendRaw(facade.url, head)).toMatchObject({
      status: 413,
      body: { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
    });
  });

  test.each([
    ['nothing', ''],
    ['half an object', '{"query":"{ CANARY'],
    ['an unquoted name', '{query:"CANARY"}'],
    ['a trailing comma', '{"query":"CANARY",}'],
    ['a number that JSON lacks', '{"query":"CANARY","variables":{"a":NaN}}'],
    ['a form', 'query=CANARY'],
    ['bytes', '\u0000\u0001CANARY'],
  ])('with %s are refused without a fragment of them', async (_what, body) => {
    const answer = await post(facade, body);

    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(JSON.stringify(answer.body)).not.toContain('CANARY');
    expect(memory.lines.join('')).not.toContain('CANARY');
  });

  test.each([
    ['null'],
    ['1'],
    ['"CANARY"'],
    ['{}'],
    ['{"query":null}'],
    ['{"query":["CANARY"]}'],
    ['{"query":""}'],
    ['{"query":"{ __typename }","operationName":5}'],
    ['{"query":"{ __typename }","operationName":{"CANARY":1}}'],
    ['{"query":"{ __typename }","variables":"CANARY"}'],
    ['{"query":"{ __typename }","variables":["CANARY"]}'],
    ['{"query":"{ __typename }","extensions":"CANARY"}'],
    ['{"query":"{ __typename }","extensions":[]}'],
    ['{"query":"{ __typename }","CANARY":1}'],
    ['{"query":"{ __typename }","id":null}'],
    ['{"query":"{ __typename }","__proto__":{"CANARY":1}}'],
  ])('of JSON that is no GraphQL request, like %s, are refused', async (body) => {
    const answer = await post(facade, body);

    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(JSON.stringify(answer.body)).not.toContain('CANARY');
  });

  test.each(['[]', `[${QUERY}]`, `[${Array(10).fill(QUERY)}]`])(
    'that batch operations, like %s, are refused',
    async (body) => {
      const answer = await post(facade, body, NORTH);

      expect(answer.status).toBe(400);
      // Operations get an error each, and an empty batch gets one.
      const responses = Array.isArray(answer.body) ? answer.body : [answer.body];
      expect(responses).toHaveLength(JSON.parse(body).length || 1);
      for (const response of responses) expect(codesOf({ ...answer, body: response })).toEqual(['BATCHING_DISABLED']);
      expect(facade.sandbox.calls()).toEqual([]);
    },
  );

  test.each([
    '{"query":"{ __typename }","operationName":null,"variables":null,"extensions":null}',
    '{"query":"{ __typename }","variables":{},"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
    ' \n{"query":"{ __typename }"}\n',
  ])('like %s are GraphQL requests', async (body) => {
    expect((await post(facade, body)).body).toEqual({ data: { __typename: 'Query' } });
  });

  test.each([
    ['query A { __typename } query B { __typename }', undefined],
    ['query A { __typename } query B { __typename }', 'C'],
    ['query A { __typename }', 'a'],
    ['query A { __typename }', ''],
    ['{ __typename }', '__proto__'],
  ])('with the document %s and the operation name %s leave open what should run', async (query, operationName) => {
    const answer = await post(facade, JSON.stringify({ query, operationName }));
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  });

  test('that break off are no mistake of the server', async () => {
    const socket = connect(Number(new URL(facade.url).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"qu',
      () => socket.destroy(),
    );

    await vi.waitFor(() => expect(memory.entries('request')).toMatchObject([{ status: 499, codes: ['CANCELLED'] }]));

    expect((await post(facade, QUERY)).status).toBe(200);
    expect(memory.entries('unforeseen error')).toEqual([]);
  });
});
