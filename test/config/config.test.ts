import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { Secret } from '../../src/aleph/sign-in/secret.ts';
import { ConfigError, type ConfigOverrides, loadConfig } from '../../src/config/config.ts';

function mistakesOf(environment: NodeJS.ProcessEnv, overrides: ConfigOverrides = {}): readonly string[] {
  try {
    loadConfig(overrides, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('of an empty environment is the documented one, frozen', () => {
    const config = loadConfig({}, {});

    expect(config).toEqual({
      host: '127.0.0.1',
      port: 4000,
      upstream: 'sandbox',
      sandboxPort: 4010,
      apiUrl: 'https://api.satellogic.com',
      tokenUrl: 'https://auth.platform.satellogic.com/oauth/token',
      audience: 'https://api.satellogic.com/',
      upstreamTimeoutMs: 10_000,
      tokenTimeoutMs: 5_000,
      operationTimeoutMs: 25_000,
      breakerOpenMs: 5_000,
      archiveEnd: 'unknown',
      maxUpstreamCalls: 60,
      maxConcurrent: 200,
      maxConcurrentPerCaller: 25,
      limits: DEFAULT_LIMITS,
      corsOrigins: [],
      trustedProxies: [],
      graphiql: true,
      introspection: true,
      assetRoute: false,
      pictureOrigins: [],
      mutations: true,
      mutationContracts: [],
      maxPlacementsPerHour: 10,
      redisUrl: undefined,
      writeSettleMs: 0,
      writeLookupDelayMs: 2_000,
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.limits)).toBe(true);
  });

  test('takes every variable of the environment', () => {
    const environment = {
      HOST: '0.0.0.0',
      PORT: '0',
      ALEPH_UPSTREAM: 'live',
      SANDBOX_PORT: '4020',
      ALEPH_API_URL: 'http://127.0.0.1:9000',
      ALEPH_TOKEN_URL: 'https://auth.example.com/token',
      ALEPH_AUDIENCE: 'urn:aleph',
      UPSTREAM_TIMEOUT_MS: '100',
      TOKEN_TIMEOUT_MS: '200',
      OPERATION_TIMEOUT_MS: '120000',
      BREAKER_OPEN_MS: '300',
      ARCHIVE_END: 'excluded',
      MAX_UPSTREAM_CALLS: '1000',
      MAX_CONCURRENT: '50',
      MAX_CONCURRENT_PER_CALLER: '5',
      LIMIT_BODY_BYTES: '2000000',
      LIMIT_DIRECTIVES_PER_NODE: '1',
      CORS_ORIGINS: 'https://maps.example.com, http://localhost:5173',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,::1',
      GRAPHIQL: 'true',
      DISABLE_INTROSPECTION: 'true',
      ASSET_ROUTE: 'true',
      MAP_TILES_URL: 'https://tiles.example.com/{z}/{x}/{y}.png',
      PICTURE_ORIGINS: 'https://pictures.example.com',
      ENABLE_MUTATIONS: 'false',
      MUTATION_CONTRACTS: 'cont.a, cont.b',
      MAX_PLACEMENTS_PER_HOUR: '3',
      REDIS_URL: 'redis://user:password@127.0.0.1:6379',
      WRITE_SETTLE_MS: '500',
      WRITE_LOOKUP_DELAY_MS: '100',
      PUBLIC_URL: 'https://aleph.example.com/',
      LOG_LEVEL: 'silent',
    };
    expect(loadConfig({}, environment)).toEqual({
      host: '0.0.0.0',
      port: 0,
      upstream: 'live',
      sandboxPort: 4020,
      apiUrl: 'http://127.0.0.1:9000',
      tokenUrl: 'https://auth.example.com/token',
      audience: 'urn:aleph',
      upstreamTimeoutMs: 100,
      tokenTimeoutMs: 200,
      operationTimeoutMs: 120_000,
      breakerOpenMs: 300,
      archiveEnd: 'excluded',
      maxUpstreamCalls: 1_000,
      maxConcurrent: 50,
      maxConcurrentPerCaller: 5,
      limits: { ...DEFAULT_LIMITS, bodyBytes: 2_000_000, directivesPerNode: 1 },
      corsOrigins: ['https://maps.example.com', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.0/8', '192.0.2.1', '::1'],
      graphiql: true,
      introspection: false,
      assetRoute: true,
      mapTilesUrl: 'https://tiles.example.com/{z}/{x}/{y}.png',
      pictureOrigins: ['https://pictures.example.com'],
      mutations: false,
      mutationContracts: ['cont.a', 'cont.b'],
      maxPlacementsPerHour: 3,
      redisUrl: new Secret('redis://user:password@127.0.0.1:6379'),
      writeSettleMs: 500,
      writeLookupDelayMs: 100,
      publicUrl: 'https://aleph.example.com',
      logLevel: 'silent',
    });
  });

  test('takes a variable that is set to nothing for one that is not set', () => {
    expect(loadConfig({}, { PORT: '', ALEPH_UPSTREAM: '', GRAPHIQL: '', CORS_ORIGINS: '' })).toEqual(
      loadConfig({}, {}),
    );
  });

  test.each([
    ['a flag', { upstream: 'live', defaultUpstream: 'sandbox' }, { ALEPH_UPSTREAM: 'sandbox' }],
    ['the environment', { defaultUpstream: 'sandbox' }, { ALEPH_UPSTREAM: 'live' }],
    ['the default of the entry', { defaultUpstream: 'live' }, {}],
  ] as const)('takes the upstream of %s when nothing stronger says', (_who, overrides, environment) => {
    expect(loadConfig(overrides, environment).upstream).toBe('live');
  });

  test('lays the port of the command line over that of the environment', () => {
    expect(loadConfig({ port: '5000' }, { PORT: '6000' }).port).toBe(5000);
  });

  test.each([
    [{ upstream: 'live' }, {}, false],
    [{ upstream: 'live' }, { GRAPHIQL: 'true' }, true],
    [{ upstream: 'sandbox' }, {}, true],
    [{ upstream: 'sandbox' }, { GRAPHIQL: 'false' }, false],
  ] as const)('with %j and %j shows GraphiQL: %s', (overrides, environment, isShown) => {
    expect(loadConfig(overrides, environment).graphiql).toBe(isShown);
  });

  test('names every mistake at once, each by its variable', () => {
    const mistakes = mistakesOf({
      PORT: '70000',
      SANDBOX_PORT: 'x',
      ALEPH_UPSTREAM: 'prod',
      UPSTREAM_TIMEOUT_MS: '5s',
      GRAPHIQL: 'maybe',
      LOG_LEVEL: 'loud',
      CORS_ORIGINS: 'https://ok.example.com,*',
    });
    expect(mistakes.map((mistake) => mistake.split(/[.:]/)[0]).sort()).toEqual([
      'ALEPH_UPSTREAM',
      'CORS_ORIGINS',
      'GRAPHIQL',
      'LOG_LEVEL',
      'PORT',
      'SANDBOX_PORT',
      'UPSTREAM_TIMEOUT_MS',
    ]);
  });

  test.each(['-1', '1.5', 'NaN', '1e9', ' ', '0x10', '65536'])('refuses %j as a port', (port) => {
    expect(mistakesOf({ PORT: port })).toEqual([expect.stringMatching(/^PORT: /)]);
    expect(mistakesOf({}, { port })).toEqual([expect.stringMatching(/^PORT: /)]);
  });

  test.each(['10.0.0.0/33', '10.0.0', 'proxy.example', '::/129', '10.0.0.1/8/8', '10.0.0.1/'])(
    'refuses %j as a trusted proxy',
    (proxy) => {
      expect(mistakesOf({ TRUSTED_PROXIES: `192.0.2.1,${proxy}` })).toEqual([
        expect.stringMatching(/^TRUSTED_PROXIES/),
      ]);
    },
  );

  test.each(['0', '-1', '1e3', 'none'])('refuses a limit of %j', (limit) => {
    expect(mistakesOf({ LIMIT_TOKENS: limit })).toEqual([expect.stringMatching(/^LIMIT_TOKENS: /)]);
  });

  test.each(['99', '120001', 'Infinity', '1e400'])('refuses %j milliseconds', (ms) => {
    expect(mistakesOf({ OPERATION_TIMEOUT_MS: ms })).toEqual([expect.stringMatching(/^OPERATION_TIMEOUT_MS: /)]);
  });

  test.each([
    'http://api.satellogic.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://user:CANARY@api.satellogic.com',
    'https://api.satellogic.com/?key=CANARY',
    'https://api.satellogic.com/#CANARY',
    'ftp://api.satellogic.com',
    'file:///etc/passwd',
    'api.satellogic.com',
    'CANARY',
  ])('refuses %s as an upstream, and does not repeat it', (url) => {
    for (const name of ['ALEPH_API_URL', 'ALEPH_TOKEN_URL']) {
      const mistakes = mistakesOf({ [name]: url });
      expect(mistakes.length).toBeGreaterThan(0);
      for (const mistake of mistakes) expect(mistake).toMatch(new RegExp(`^${name}: expected`));
      expect(mistakes.join()).not.toContain('CANARY');
    }
  });

  test.each(['http://localhost:9', 'http://127.0.0.1:9', 'http://127.1.2.3', 'http://[::1]:9', 'https://10.0.0.1'])(
    'takes %s as an upstream',
    (url) => {
      expect(loadConfig({}, { ALEPH_API_URL: url }).apiUrl).toBe(url);
    },
  );

  test.each([
    '*',
    'null',
    'https://a.example/',
    'https://a.example/path',
    'a.example',
    'https://A.example',
    'https://*.example',
  ])('refuses %s as an origin', (origin) => {
    expect(mistakesOf({ CORS_ORIGINS: origin })).toEqual([expect.stringMatching(/^CORS_ORIGINS/)]);
    expect(mistakesOf({ PICTURE_ORIGINS: origin })).toEqual([expect.stringMatching(/^PICTURE_ORIGINS/)]);
  });
});
