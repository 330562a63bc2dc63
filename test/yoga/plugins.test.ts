import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { afterEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { createFacade } from '../../src/yoga/facade.ts';
import { createAlephYoga, schema, useAleph } from '../../src/yoga/index.ts';
import { type EmbeddedFacade, startEmbedded } from '../support/facade/embedded.ts';
import { NORTH } from '../support/facade/facade.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const CONTRACTS = '{ contracts { id } }';

describe('plugins of the host', () => {
  let facade: EmbeddedFacade;
  afterEach(() => facade.close());
  const ask = async (plugins: readonly Plugin[], query = CONTRACTS, headers: Record<string, string> = NORTH) => {
    facade = await startEmbedded({ sandbox: { itemCount: 10 } }, { plugins });
    const response = await facade.fetch({ query, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  test('see admitted operations alone, with their results', async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = {
      onExecute: ({ args }) => ({
        onExecuteDone: ({ result }) => void seen.push(Object.keys(args.contextValue).includes('aleph'), result),
      }),
    };
    await ask([plugin]);
    expect(seen).toMatchObject([true, { data: { contracts: [{}, {}, {}] } }]);
    await facade.fetch({ query: '{ nothing }' });
    await facade.fetch({ headers: { ...NORTH, 'x-aleph-client-secret': 'wrong' } });
    expect(seen).toHaveLength(2);
  });

  test('may refuse an operation with an error that has a code', async () => {
    const error = () =>
      new GraphQLError('Come back tomorrow.', {
        extensions: { code: 'QUOTA', http: { status: 429, headers: { 'x-quota': '0' } } },
      });
    const { status, headers, body } = await ask([
      {
        onExecute: () => {
          throw error();
        },
      },
    ]);
    expect([status, headers.get('x-quota')]).toEqual([429, '0']);
    expect(body.errors).toMatchObject([{ message: 'Come back tomorrow.', extensions: { code: 'QUOTA' } }]);
    expect(body.errors[0].extensions).not.toHaveProperty('http');
  });

  test.each<[string, Plugin]>([
    [
      'onExecute',
      {
        onExecute: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    [
      'onParams',
      {
        onParams: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    [
      'onRequestParse',
      {
        onRequestParse: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    [
      'onRequest',
      {
        onRequest: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    [
      'onResponse',
      {
        onResponse: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    [
      'onResultProcess',
      {
        onResultProcess: () => {
          throw new TypeError('CANARY');
        },
      },
    ],
    ['onContextBuilding', { onContextBuilding: () => Promise.reject(new TypeError('CANARY')) }],
  ])('that throw in %s show nothing of it', async (_hook, plugin) => {
    const { status, body } = await ask([plugin]);
    expect([status, body.errors[0].extensions.code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(JSON.stringify(body) + facade.log.lines.join('')).not.toContain('CANARY');
    await facade.embedded.close();
  });

  test('may add rules, extensions and a route of their own', async () => {
    const plugin: Plugin = {
      onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
      onExecutionResult: ({ result, setResult }) => setResult({ ...result, extensions: { traced: true } }),
      onRequest: ({ url, endResponse }) => {
        if (url.pathname === '/ping') endResponse(new Response('pong'));
      },
    };
    const { body } = await ask([plugin], CONTRACTS, { ...NORTH, 'x-aleph-receipt': '1' });
    expect(body.extensions).toMatchObject({ traced: true, aleph: { totals: { upstreamCalls: 1 } } });
    const introspected = await facade.fetch({ query: '{ __schema { queryType { name } } }' });
    expect(introspected.status).toBe(400);
    expect(await (await facade.embedded.fetch(new Request('http://host.example/ping'))).text()).toBe('pong');
  });
});

describe('a Yoga of one’s own', () => {
  const ask = async (
    yoga: { fetch(request: Request): Response | Promise<Response> },
    query: string,
    path = '/graphql',
  ) => {
    const headers = { 'content-type': 'application/json', ...NORTH };
    const init = { method: 'POST', headers, body: JSON.stringify({ query }) };
    const response = await yoga.fetch(new Request(`http://host.example${path}`, init));
    return { status: response.status, body: await response.json() };
  };

  test('with the plugin keeps its masking of errors, and answers as the facade does', async () => {
    const sandbox = await startSandbox({ itemCount: 10 });
    const upstream = { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` };
    const yoga = createYoga({ schema, graphiql: false, logging: false, plugins: [useAleph({ upstream })] });
    expect((await ask(yoga, '{ contracts { id } }')).body.data.contracts).toHaveLength(3);
    const failed = await ask(yoga, '{ contracts { id tasks(first: 0) { totalCount } } }');
    expect(failed.body.errors[0]).toMatchObject({
      message: 'first: ask for 1 to 100, and for more with after.',
      path: ['contracts', 0, 'tasks'],
      extensions: { code: 'BAD_USER_INPUT', argumentPath: ['first'] },
    });
    expect(await ask(yoga, '{ nothing }')).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    });
    await yoga.dispose();
    await sandbox.close();
  });

  test('made by createAlephYoga serves on its own, and closes its sandbox with dispose', async () => {
    const yoga = createAlephYoga({ upstream: 'sandbox', path: '/aleph', log: createMemoryLog().log });
    expect((await ask(yoga, '{ contracts { id } }', '/aleph')).body.data.contracts).toHaveLength(3);
    await yoga.dispose();
  });

  test('beside a facade in one process shares nothing with it', async () => {
    const facades = [1, 2].map(() => createFacade({ upstream: 'sandbox', log: createMemoryLog().log }));
    const answers = await Promise.all(
      facades.map(({ yoga }) => ask(yoga, '{ contracts { id } viewer { credentialKind } }')),
    );
    expect(answers[1]).toEqual(answers[0]);
    await facades[0]?.close();
    expect((await ask(facades[1]?.yoga ?? expect.fail(), '{ contracts { id } }')).status).toBe(200);
    expect((await ask(facades[0]?.yoga ?? expect.fail(), '{ contracts { id } }')).status).toBe(503);
    const other = createYoga({ schema: createSchema({ typeDefs: 'type Query { a: Int }' }), logging: false });
    expect((await ask(other, '{ a }')).body).toEqual({ data: { a: null } });
    await facades[1]?.close();
  });
});
