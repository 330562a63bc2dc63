import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, type LimitName } from '../../src/admission/limits.ts';
import { FIELD_ERRORS } from '../server/field-errors.ts';
import { type Case, REFUSALS } from '../server/refusals.ts';
import { createFakeClock } from '../support/clock.ts';
import { exampleOperations } from '../support/examples.ts';
import { startEmbedded } from '../support/facade/embedded.ts';
import { type Answer, type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { post, send } from '../support/facade/http.ts';

/** Rules that only a server with a port of its own has. */
const OF_THE_SERVER_ALONE = ['OVERLOADED', 'CSRF_BLOCKED'];
/** The connection belongs to the host, and so does compression. */
const COMPARED = [
  'content-type',
  'cache-control',
  'vary',
  'allow',
  'retry-after',
  'www-authenticate',
  'x-content-type-options',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-allow-credentials',
  'access-control-max-age',
];

/** An answer without its request id and its times, and with the headers that both doors have. */
function comparable({ status, headers, body }: Answer) {
  const calls: object[] = body?.extensions?.aleph?.calls ?? [];
  // Calls that run at once may end in any order.
  const nameOf = (call: object) => JSON.stringify({ ...call, ms: 0, bytes: 0 });
  calls.sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const text = JSON.stringify(body)
    .replaceAll(/requestId(\\?":\\?")[\w-]*/g, 'requestId$1…')
    .replaceAll(/"ms":[\d.]+/g, '"ms":0')
    .replaceAll(/(\/graphql)?\/graphiql\//g, '/graphiql/')
    // Addresses of the sandbox, which has a port of its own behind each door.
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://upstream');
  const named = COMPARED.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : []));
  const { 'content-type': type, ...rest } = Object.fromEntries(named);
  return { status, type, headers: { ...rest, vary: rest.vary?.replace(', Accept-Encoding', '') }, text };
}

const query = (text: string, headers: Record<string, string> = NORTH) => ({
  [text]: (f: Facade) => f.ask(text, {}, headers),
});
const raw = (name: string, body: BodyInit, headers: Record<string, string> = {}) => ({
  [name]: (facade: Facade) => post(facade, body, { ...NORTH, ...headers }),
});
const plain = (name: string, path: string, init: RequestInit = {}) => ({
  [name]: (facade: Facade) => send(`${facade.url}${path}`, init),
});
const nested = (depth: number) =>
  `{ contracts ${'{ tasks { nodes { contract '.repeat(depth)}{ id }${'} } }'.repeat(depth)} }`;
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const OPERATION = '{"query":"{ contracts { id } }"}';
const HERE = '/graphql?query={contracts{id}}';

/** A document over each limit, and over no other before it. */
const OVER: Readonly<Record<LimitName, string>> = {
  bodyBytes: `{ __typename } #${'x'.repeat(DEFAULT_LIMITS.bodyBytes)}`,
  bytes: `{ __typename } #${'x'.repeat(DEFAULT_LIMITS.bytes)}`,
  tokens: `{ ${many(2_001, () => '__typename')} }`,
  brackets: `${'{ a '.repeat(65)}${'}'.repeat(65)}`,
  depth: nested(6),
  inputDepth: `{ nodes(ids: ${'['.repeat(9)}1${']'.repeat(9)}) { id } }`,
  aliases: `{ ${many(21, (n) => `a${n}: __typename`)} }`,
  rootFields: `{ ${many(11, () => '__typename')} }`,
  fields: `{ contracts { ${many(301, () => 'id')} } }`,
  fragments: `{ __typename } ${many(31, (n) => `fragment F${n} on Query { __typename }`)}`,
  operations: many(6, (n) => `query Q${n} { __typename }`),
  directives: `{ contracts { ${many(21, () => 'id @include(if: true)')} } }`,
  directivesPerNode: `{ __typename ${many(6, () => '@include(if: true)')} }`,
  cost: '{ contracts { tasks(first: 100) { nodes { contract { tasks(first: 100) { nodes { taskId } } } } } } }',
  replyBytes: '{ contracts { id name } }',
};

const examples = exampleOperations()
  .filter(({ kind }) => kind === 'query')
  .map(({ name, text, variables }) => ({ [name]: (facade: Facade) => facade.ask(text, variables) }));

/** Questions to one server after the other, with the settings that all share. */
const QUESTIONS: Readonly<Record<string, (facade: Facade) => Promise<Answer>>> = Object.assign(
  {},
  ...examples,
  query('{ contracts { id name } viewer { credentialKind } }', SOUTH),
  query('{ __schema { queryType { name } } }', {}),
  query('{ contract(id: "cont.of-somebody-else") { id } }'),
  query('{ contract(id: "x y") { id } }'),
  query('{ node(id: "nothing") { id } }'),
  query('query ($a: Int!) { contracts { tasks(first: $a) { totalCount } } }'),
  query('mutation { nothing }'),
  query('subscription { nothing }'),
  query('{ contracts { id } }', { authorization: 'Basic bm90aGluZw==' }),
  query('{ contracts { id } }', { authorization: 'Digest a' }),
  query('{ contracts { id } } #1', { authorization: `Bearer ${'x'.repeat(9_000)}` }),
  query('{ contracts { id } } #2', { ...NORTH, 'x-request-id': 'of-my-own-1' }),
  raw('an empty body', ''),
  raw('a body that is no object', '7'),
  raw('a body of null', 'null'),
  raw('a member that nobody knows', '{"query":"{ __typename }","evil":1}'),
  raw('variables as text', '{"query":"{ __typename }","variables":"{}"}'),
  raw('a name that no operation has', '{"query":"{ __typename }","operationName":"A"}'),
  raw('two of a batch', `[${OPERATION},${OPERATION}]`),
  raw('a persisted query', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}'),
  raw('a form', 'query={contracts{id}}', { 'content-type': 'application/x-www-form-urlencoded' }),
  raw('GraphQL as it is', '{ contracts { id } }', { 'content-type': 'application/graphql' }),
  raw('JSON in another charset', OPERATION, { 'content-type': 'application/json; charset=utf-16' }),
  raw('a compressed body', OPERATION, { 'content-encoding': 'gzip' }),
  raw('a reply in HTML', OPERATION, { accept: 'text/html' }),
  raw('a reply of the GraphQL type', OPERATION, { accept: 'application/graphql-response+json' }),
  raw('a stream of events', OPERATION, { accept: 'text/event-stream' }),
  raw('a subscription in events', '{"query":"subscription { a }"}', { accept: 'text/event-stream' }),
  raw('a page of loopback', OPERATION, { origin: 'http://localhost:3000' }),
  raw('a page from elsewhere', OPERATION, { origin: 'https://evil.example' }),
  plain('GraphiQL', '/graphql', { headers: { accept: 'text/html' } }),
  plain('GraphiQL under the path with a slash', '/graphql/', { headers: { accept: 'text/html' } }),
  plain('a query by GET', HERE, { headers: NORTH }),
  plain('a query by GET without credentials', HERE),
  plain('a mutation by GET', '/graphql?query=mutation{a}', { headers: NORTH }),
  plain('two queries in a URL', `${HERE}&query={__typename}`, { headers: NORTH }),
  plain('a secret in a URL', `${HERE}&access_token=a`, { headers: NORTH }),
  plain('a preflight', '/graphql', {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:3000', 'access-control-request-headers': 'authorization' },
  }),
  ...['PUT', 'DELETE', 'PATCH', 'HEAD'].map((method) => plain(method, '/graphql', { method })),
);

describe('the server, and the facade inside another one,', () => {
  let doors: readonly [Facade, Facade, Facade];
  beforeAll(async () => {
    const config = { upstream: 'sandbox', corsOrigins: ['https://maps.example'] } as const;
    const sandbox = { now: () => 1_790_000_000_000 };
    const options = { upstream: 'sandbox', cors: ['https://maps.example'] } as const;
    doors = [
      await startFacade({ config, sandbox }),
      await startEmbedded({ sandbox }, options),
      // Yoga's executor runs the operations that another plugin may look at.
      await startEmbedded({ sandbox }, { ...options, plugins: [{}] }),
    ];
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  async function expectAlike(ask: (facade: Facade) => Promise<Answer>) {
    const [byServer, embedded, executed] = [await ask(doors[0]), await ask(doors[1]), await ask(doors[2])];
    expect(comparable(embedded)).toEqual(comparable(byServer));
    expect(comparable(executed)).toEqual(comparable(byServer));
    expect(embedded.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    return embedded;
  }

  test.each(Object.keys(QUESTIONS))('answer alike: %s', async (name) => {
    await expectAlike(QUESTIONS[name] as (facade: Facade) => Promise<Answer>);
  });

  test.each(Object.entries(OVER).filter(([name]) => name !== 'replyBytes'))(
    'refuse alike: over %s',
    async (name, text) => {
      const { body } = await expectAlike((facade) => facade.ask(text));
      expect(body.errors[0].extensions.limit).toMatchObject({ name });
    },
  );

  test('make the same calls to Aleph for the same queries', () => {
    const [byServer, embedded, executed] = doors.map((door) => door.upstreamCalls());
    expect(byServer?.length).toBeGreaterThan(30);
    expect(embedded?.sort()).toEqual(byServer?.sort());
    expect(executed?.sort()).toEqual(byServer?.sort());
  });

  test('were asked eighty questions, with those below', () => {
    const cases = [QUESTIONS, OVER, REFUSALS, FIELD_ERRORS].flatMap(Object.keys);
    expect(cases.length - OF_THE_SERVER_ALONE.length).toBeGreaterThanOrEqual(80);
  });
});

const CASES = [REFUSALS, FIELD_ERRORS].flatMap((cases) => Object.entries<Case>(cases));

describe.each(CASES.filter(([code]) => !OF_THE_SERVER_ALONE.includes(code)))('an error of %s', (_code, one) => {
  test('is the same by either door', async () => {
    const answers: Answer[] = [];
    for (const start of [startFacade, startEmbedded]) {
      const facade = await start({
        sandbox: { itemCount: 10 },
        clock: createFakeClock(),
        ...(one.config && { config: one.config }),
      });
      for (const fault of one.faults ?? []) facade.sandbox.inject(fault);
      answers.push(await one.send(facade).finally(() => facade.close()));
    }
    const [byServer, embedded] = answers.map(comparable);
    expect(embedded).toEqual(byServer);
  });
});

describe('a reply over its limit', () => {
  test('is refused by either door', async () => {
    const limits = { ...DEFAULT_LIMITS, replyBytes: 100 };
    for (const start of [startFacade, startEmbedded]) {
      const facade = await start({ sandbox: { itemCount: 10 }, config: { limits } });
      const { status, body } = await facade.ask(OVER.replyBytes).finally(() => facade.close());
      expect([status, body.errors[0].extensions]).toMatchObject([400, { limit: { name: 'replyBytes', allowed: 100 } }]);
    }
  });
});

test('the audit of GraphQL over HTTP finds nothing in the facade that it does not find in the server', async () => {
  const [byServer, embedded] = [
    await startFacade({ sandbox: { itemCount: 10 } }),
    await startEmbedded({ sandbox: { itemCount: 10 } }),
  ];
  const failedAt = async ({ url }: Facade) =>
    (await auditServer({ url: `${url}/graphql` }))
      .flatMap(({ status, name }) => (status === 'ok' ? [] : [name]))
      .sort();
  expect(await failedAt(embedded)).toEqual(await failedAt(byServer));
  await Promise.all([byServer.close(), embedded.close()]);
});
