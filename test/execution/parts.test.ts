import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { startEmbedded } from '../support/facade/embedded.ts';
import { type Facade, type FacadeOptions, NORTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, post } from '../support/facade/http.ts';
import { APOLLO, askInParts, incrementsOf, merged, type Part } from '../support/facade/parts.ts';

const URQL =
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
const ARCHIVES = `query Archives($dates: DateRange!, $bbox: BBox!) {
  contracts { id name ... @defer(label: "archive") { archiveSearch(bbox: $bbox, dates: $dates, first: 3) { complete nodes { id } } } }
}`;
const WHERE = { bbox: [-180, -80, 180, 80], dates: { start: '2025-01-01', end: '2026-12-31' } };
const TASKS = '{ contracts { id ... @defer { tasks(first: 2) { nodes { id } } } } }';

describe.each([
  ['the server', startFacade],
  ['a facade inside another server', startEmbedded],
] as const)('replies in parts of %s', (_, start) => {
  let facade: Facade;
  const open = async (options: FacadeOptions = {}) => {
    facade = await start({ ...options, sandbox: { itemCount: 60, ...options.sandbox } });
    return facade;
  };
  afterEach(() => facade.close());

  test('bring contracts first and their archives as they arrive', async () => {
    await open();
    const { status, headers, parts } = await askInParts(facade, ARCHIVES, { variables: WHERE });

    expect(status).toBe(200);
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(parts[0]?.data.contracts).toHaveLength(3);
    expect(Object.keys(parts[0]?.data.contracts[0])).toEqual(['id', 'name']);
    expect(
      incrementsOf(parts)
        .map(({ path, label }) => [path.join('.'), label])
        .sort(),
    ).toEqual([0, 1, 2].map((index) => [`contracts.${index}`, 'archive']));
    expect(parts.map(({ hasNext }) => hasNext)).toEqual([...Array(parts.length - 1).fill(true), false]);
    const whole = await facade.ask(ARCHIVES, WHERE);
    expect(merged(parts)).toEqual(whole.body.data);
  });

  test('send the first part while the call for another one hangs, and end it with the deadline', async () => {
    const faults = [{ path: '/tasking/tasks', answer: { kind: 'hang' } }] as const;
    await open({ sandbox: { faults }, config: { operationTimeoutMs: 900 } });
    let callsAtFirst = -1;
    const onPart = ({ data }: Part) => {
      if (data !== undefined) callsAtFirst = facade.sandbox.calls().length;
    };
    const { parts, headers } = await askInParts(facade, TASKS, { onPart });

    expect(callsAtFirst).toBeGreaterThan(0);
    expect(parts[0]?.data.contracts).toHaveLength(3);
    const errors = incrementsOf(parts).flatMap((one) => one.errors ?? []);
    expect(errors).toHaveLength(3);
    for (const { message, path, extensions } of errors) {
      expect(message).toBe('The operation took over 0.9 s. Ask for less at once.');
      expect(path).toEqual(['contracts', expect.any(Number), 'tasks']);
      expect(extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', requestId: headers.get('x-request-id') });
    }
  });

  test('stream rows at their places, after as many as the document asks for at first', async () => {
    await open();
    const query = (stream: string) =>
      `query($n: Int = 2) { contracts { tasks(first: 5) { nodes ${stream} { taskId } } } }`;
    const { parts } = await askInParts(facade, query('@stream(initialCount: $n)'));

    for (const { tasks } of merged(parts.slice(0, 1)).contracts) expect(tasks.nodes).toHaveLength(2);
    expect(merged(parts)).toEqual(
      (await facade.ask(query('@include(if: true) @skip(if: false)').replace('($n: Int = 2)', ''))).body.data,
    );
  });

  test('make the same calls as a reply in one piece, with the receipt in the last part', async () => {
    await open();
    const headers = { 'x-aleph-receipt': '1' };
    const { parts } = await askInParts(facade, TASKS, { headers });
    const calls = facade.upstreamCalls().sort();
    facade.sandbox.resetCalls();
    const whole = await facade.ask(TASKS);

    // The contract list is still kept by the process.
    expect(calls).toEqual([...facade.upstreamCalls(), 'GET /contracts'].sort());
    expect(parts.slice(0, -1).flatMap(({ extensions }) => extensions ?? [])).toEqual([]);
    expect(parts.at(-1)?.extensions.aleph.totals.upstreamCalls).toBe(calls.length);
    expect(whole.body.extensions.aleph).toBeDefined();
  });

  test.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['multipart/mixed;deferSpec=20250101, application/json', 'application/json; charset=utf-8'],
    ['multipart/mixed;boundary="graphql";subscriptionSpec="1.0", application/json', 'application/json; charset=utf-8'],
    ['multipart/mixed;q=0, application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    [URQL, 'multipart/mixed; boundary="-"'],
    [APOLLO, 'multipart/mixed; boundary="-"'],
    ['multipart/mixed', 'multipart/mixed; boundary="-"'],
    ['application/json, Multipart/Mixed; deferSpec="20220824"', 'multipart/mixed; boundary="-"'],
  ])('go to clients that read them: %s', async (accept, type) => {
    await open();
    const { headers, body, status } = await post(facade, JSON.stringify({ query: TASKS }), { ...NORTH, accept });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    if (type.startsWith('application/json')) expect(body.data.contracts[0].tasks.nodes).toHaveLength(2);
  });

  test('are one part for a query without any, where the client reads nothing else', async () => {
    await open();
    const { parts } = await askInParts(facade, '{ contracts { id } }', { headers: { accept: 'multipart/mixed' } });
    expect(parts).toEqual([{ data: { contracts: expect.any(Array) } }]);
  });

  test.each([
    ['if: false', '{ contracts { ... @defer(if: false) { id } } }'],
    ['a list that is left out', '{ contracts @skip(if: true) @stream { id } __typename }'],
    ['a field of a document without parts', '{ contracts { id } }'],
  ])('come only where there is something to defer: %s', async (_name, query) => {
    await open();
    const { headers, body } = await post(facade, JSON.stringify({ query }), { ...NORTH, accept: APOLLO });
    expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(body.errors).toBeUndefined();
  });

  test.each([
    [
      'a label twice',
      '{ contracts { ... @defer(label: "a") { id } ... @defer(label: "a") { name } } }',
      'another part has this label',
    ],
    [
      'a label of a list twice',
      '{ contracts @stream(label: "a") { ... @defer(label: "a") { id } } }',
      'another part has this label',
    ],
    [
      'a variable as label',
      'query($l: String) { contracts { ... @defer(label: $l) { id } } }',
      'a label cannot be a variable',
    ],
    ['a streamed object', '{ viewer @stream { credentialKind } }', 'only a list can be streamed'],
    ['a streamed connection', '{ contracts { tasks @stream { nodes { id } } } }', 'only a list can be streamed'],
    ['a deferred mutation', 'mutation { ... @defer { __typename } }', 'the fields of a mutation run in order'],
    ['a label that is no text', '{ contracts @stream(label: 3) { id } }', 'String'],
  ])('refuse %s before any call, for every client', async (_name, query, message) => {
    await open();
    for (const accept of [APOLLO, 'application/json']) {
      const answer = await post(facade, JSON.stringify({ query }), { ...NORTH, accept });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body.errors)).toContain(message);
      expect(facade.upstreamCalls()).toEqual([]);
    }
  });

  test('refuse a negative initialCount, as a literal and as a variable', async () => {
    await open();
    const query = 'query($n: Int! = 0) { contracts @stream(initialCount: $n) { id } }';
    for (const accept of [APOLLO, 'application/json']) {
      const literal = { query: query.replace(': $n)', ': -1)').replace('($n: Int! = 0)', '') };
      for (const body of [literal, { query, variables: { n: -5 } }]) {
        const answer = await post(facade, JSON.stringify(body), { ...NORTH, accept });
        expect(answer.status).toBe(400);
        expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
      }
    }
  });

  test('count deferred fragments as objects, for clients that get them apart', async () => {
    await open({ config: { limits: { ...DEFAULT_LIMITS, cost: 24 } } });
    const query = '{ contracts { tasks(first: 10) { nodes { ... @defer { id } ... @defer { taskId } } } } }';
    const headers = { ...NORTH, accept: APOLLO };

    expect(codesOf(await post(facade, JSON.stringify({ query }), headers))).toEqual(['QUERY_TOO_COMPLEX']);
    expect((await facade.ask(query)).status).toBe(200);
  });

  test('end with an error where all of them together are too long', async () => {
    await open({ config: { limits: { ...DEFAULT_LIMITS, replyBytes: 700 } } });
    const { parts } = await askInParts(facade, '{ contracts { id ... @defer { tasks(first: 50) { nodes { id } } } } }');

    const last = parts.at(-1);
    expect(parts[0]?.data.contracts).toHaveLength(3);
    expect(last?.hasNext).toBe(false);
    expect(last?.incremental?.[0]).toMatchObject({
      data: null,
      path: ['contracts', expect.any(Number)],
      errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', limit: { name: 'replyBytes', allowed: 700 } } }],
    });
  });

  test('are no part at all where the first one is too long', async () => {
    await open({ config: { limits: { ...DEFAULT_LIMITS, replyBytes: 60 } } });
    const answer = await post(facade, JSON.stringify({ query: TASKS }), { ...NORTH, accept: APOLLO });
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  test('end with their client: no call and no slot stays behind', async () => {
    const faults = [{ path: '/tasking/tasks', answer: { kind: 'hang' } }] as const;
    await open({ sandbox: { faults } });
    const leaving = new AbortController();
    const onPart = () => leaving.abort();
    await expect(askInParts(facade, TASKS, { onPart, signal: leaving.signal })).rejects.toThrow(/abort/i);

    // It would wait for an operation under way, until the end of its deadline.
    const startedAt = performance.now();
    await facade.server.drain();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('are whole for each of many clients at the same time', async () => {
    await open();
    const replies = await Promise.all(Array.from({ length: 20 }, () => askInParts(facade, TASKS)));
    const [first] = replies.map(({ parts }) => merged(parts));
    for (const { parts } of replies) expect(merged(parts)).toEqual(first);
  });
});
