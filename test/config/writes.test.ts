import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';

describe('writes', () => {
  test('are off in front of Aleph itself, and wait there until earlier ones have settled', () => {
    expect(loadConfig({ upstream: 'live' }, {})).toMatchObject({ mutations: false, writeSettleMs: 60_000 });
    expect(loadConfig({ upstream: 'live' }, { ENABLE_MUTATIONS: 'true' })).toMatchObject({ mutations: true });
  });

  test('keep the password of their store out of a printed configuration', () => {
    const config = loadConfig({}, { REDIS_URL: 'rediss://user:CANARY@redis.example' });
    expect(JSON.stringify(config)).not.toContain('CANARY');
  });

  test.each(['http://127.0.0.1', 'redis', '127.0.0.1:6379'])('refuse %s as the address of Redis', (url) => {
    expect(() => loadConfig({}, { REDIS_URL: url })).toThrow(/REDIS_URL/);
  });
});
