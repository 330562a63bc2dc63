import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlephClient } from '../../src/aleph/client.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createServer, type Server } from '../../src/server.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { NORTH } from '../support/facade/facade.ts';
import { codesOf, errorsOf, send } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const MASKED = 'Unexpected error. Quote the request id to the operator.';
const contracts = async () => [{ id: 'cont.a', name: 'A' }];

function fail(): never {
  throw new TypeError('CANARY: cannot read 10.0.0.1');
}

describe('an exception that nobody foresaw', () => {
  const memory = createMemoryLog();
  const servers: Server[] = [];

  beforeEach(() => {
    memory.clear();
    vi.stubEnv('NODE_ENV', 'development');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const server of servers.splice(0)) await server.drain();
  });

  async function serve(client: Partial<AlephClient>): Promise<string> {
    const fake = createFakeAleph({ authenticate: async () => undefined, listContracts: contracts, ...client });
    const aleph = {
      connect: () => fake,
      close: async () => undefined,
      assets: { encrypterFor: () => () => undefined, send: async () => false },
    };
    const server = createServer(aleph, { ...loadConfig({ port: '0' }, {}), graphiql: false }, { log: memory.log });
    servers.push(server);
    return server.listen();
  }

  function askAt(url: string, query = '{ viewer { credentialKind } contracts { id tasks { totalCount } } }') {
    return send(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...NORTH },
      body: JSON.stringify({ query }),
    });
  }

  const ask = async (client: Partial<AlephClient>, query?: string) => askAt(await serve(client), query);

  function expectSilence(reply: unknown): void {
    expect(JSON.stringify(reply)).not.toMatch(/CANARY|TypeError|unforeseen\.test|node_modules|stack/);
    expect(memory.lines.join('')).not.toContain('CANARY');
  }

  test('in a resolver empties its field and tells nothing, also in development', async () => {
    const answer = await ask({ listTasks: async () => fail() });

    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      viewer: { credentialKind: 'PAIR' },
      contracts: [{ id: 'cont.a', tasks: null }],
    });
    expect(errorsOf(answer)).toMatchObject([{ code: 'INTERNAL_ERROR', retryable: false }]);
    expect(answer.body.errors[0]).toMatchObject({ message: MASKED, path: ['contracts', 0, 'tasks'] });
    expectSilence(answer.body);
  });

  test('while credentials are proven refuses the request with 500 and tells nothing', async () => {
    const answer = await ask({ authenticate: async () => fail() });

    expect(answer.status).toBe(500);
    expect(answer.body).not.toHaveProperty('data');
    expect(codesOf(answer)).toEqual(['INTERNAL_ERROR']);
    expect(answer.body.errors[0].message).toBe(MASKED);
    expectSilence(answer.body);
  });

  test('that is no Error is masked the same way', async () => {
    const answer = await ask({ listTasks: () => Promise.reject('CANARY') });
    expect(codesOf(answer)).toEqual(['INTERNAL_ERROR']);
    expectSilence(answer.body);
  });

  test('of a value that its type cannot show is masked the same way', async () => {
    const answer = await ask(
      { listContracts: async () => [{ id: 'cont.a', name: Symbol('CANARY') as never }] },
      '{ contracts { name } }',
    );
    expect(codesOf(answer)).toEqual(['INTERNAL_ERROR']);
    expectSilence(answer.body);
  });

  test('is in the log by its type and place, under the request id of the reply', async () => {
    const answer = await ask({ listTasks: async () => fail() });

    const requestId = answer.headers.get('x-request-id');
    expect(memory.entries('unforeseen error')).toMatchObject([
      {
        level: 'error',
        requestId,
        error: 'TypeError',
        at: expect.arrayContaining([expect.stringMatching(/unforeseen\.test/)]),
      },
    ]);
    expect(memory.entries('request')).toMatchObject([{ requestId, status: 200, codes: ['INTERNAL_ERROR'] }]);
  });

  test('leaves the server at work', async () => {
    const listTasks = vi.fn<AlephClient['listTasks']>(async () => ({ rows: [], next: undefined, totalCount: 0 }));
    listTasks.mockImplementationOnce(async () => fail());
    const url = await serve({ listTasks });

    expect(codesOf(await askAt(url))).toEqual(['INTERNAL_ERROR']);
    const { status, body } = await askAt(url);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data.contracts).toEqual([{ id: 'cont.a', tasks: { totalCount: 0 } }]);
  });
});
