import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { createFacade } from '../../src/yoga/facade.ts';
import type { FacadeOptions } from '../../src/yoga/options.ts';
import { settingsOf } from '../../src/yoga/settings.ts';

function mistakesOf(options: unknown): readonly string[] {
  try {
    createFacade(options as FacadeOptions);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.mistakes : expect.fail(`threw ${error}`);
  }
}

describe('the options of a facade', () => {
  test('are those of the installed command where none is given', () => {
    expect(settingsOf({})).toMatchObject({
      upstream: 'live',
      apiUrl: 'https://api.satellogic.com',
      path: '/graphql',
      graphiql: false,
      introspection: true,
      corsOrigins: [],
      limits: { depth: 12, bodyBytes: 1_048_576 },
    });
    expect(settingsOf({ upstream: 'sandbox' }).graphiql).toBe(true);
  });

  test('take the place of the settings with the same rule', () => {
    const upstream = { apiUrl: 'http://127.0.0.1:1', tokenUrl: 'https://auth.example/token', audience: 'a' };
    const limits = { depth: 3, replyBytes: 10 };
    const cors = ['https://a.example', 'http://localhost:3000'];
    expect(settingsOf({ upstream, limits, cors, graphiql: true, maxUpstreamCalls: 5 })).toMatchObject({
      ...upstream,
      limits: { depth: 3, replyBytes: 10, aliases: 20 },
      corsOrigins: cors,
      graphiql: true,
      maxUpstreamCalls: 5,
    });
  });

  test.each<[string, unknown, string]>([
    ['an upstream that is none', { upstream: 'prod' }, 'upstream: '],
    ['an upstream of null', { upstream: null }, 'upstream: '],
    ['an upstream without addresses', { upstream: {} }, 'upstream: expected apiUrl and tokenUrl'],
    ['half an upstream', { upstream: { apiUrl: 'https://a.example' } }, 'upstream: expected apiUrl and tokenUrl'],
    [
      'an address that is empty',
      { upstream: { apiUrl: '', tokenUrl: 'https://a.example' } },
      'upstream.apiUrl: it is empty',
    ],
    ['plain http', { upstream: { apiUrl: 'http://a.example', tokenUrl: 'https://a.example' } }, 'upstream.apiUrl: '],
    ['a path without a slash', { path: 'graphql' }, 'path: '],
    ['a path with a pattern', { path: '/graphql/*' }, 'path: '],
    ['a path with a slash at its end', { path: '/graphql/' }, 'path: '],
    ['a limit that is none', { limits: { dept: 1 } }, 'limits.dept: there is no such limit'],
    ['a limit of zero', { limits: { depth: 0 } }, 'limits.depth: expected a whole number from 1'],
    ['a limit with a fraction', { limits: { fields: 1.5 } }, 'limits.fields: '],
    ['a limit of another type', { limits: { rootFields: {} } }, 'limits.rootFields: '],
    ['an origin with a wildcard', { cors: ['https://*.example'] }, 'cors.0: expected origins'],
    ['an origin that is no list', { cors: 'https://a.example' }, 'cors: expected a list'],
    ['a timeout that is too long', { operationTimeoutMs: 1e9 }, 'operationTimeoutMs: '],
    ['credentials that are no function', { credentials: { kind: 'TOKEN' } }, 'credentials: expected a function'],
    ['plugins that are no list', { plugins: {} }, 'plugins: expected a list'],
    ['trust that is none', { trustedDocuments: { mode: 'x', documents: {} } }, 'trustedDocuments.mode: '],
    ['documents that are no texts', { trustedDocuments: { mode: 'only', documents: { a: 1 } } }, 'trustedDocuments: '],
    ['a misspelled name', { credential: () => undefined }, 'credential: there is no such option'],
    ['a misspelled end of the archive', { archiveEnd: 'never' }, 'archiveEnd: '],
  ])('are refused with %s, under the name of the option', (_name, options, mistake) => {
    expect(mistakesOf(options)).toEqual([expect.stringMatching(new RegExp(`^${mistake.replace(/[.]/g, '\\.')}`))]);
  });

  test('show every mistake at once', () => {
    expect(mistakesOf({ path: 'a', cors: {}, plugins: 1 })).toHaveLength(3);
    expect(mistakesOf({ limits: { depth: -1, cost: -1 }, operationTimeoutMs: 1 })).toHaveLength(3);
  });
});
