import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createHostCheck } from '../../src/http/hosts.ts';

const asking = (host: string | undefined) => ({ headers: { host } }) as IncomingMessage;
const checkOf = (overrides: object) => createHostCheck({ ...loadConfig({}, {}), ...overrides });

describe('the host check', () => {
  test.each(['127.0.0.1:4000', 'localhost', 'localhost:4000', 'LOCALHOST:1', '[::1]:4000', '127.1.2.3', undefined])(
    'lets %s through on loopback',
    (host) => {
      expect(() => checkOf({})(asking(host))).not.toThrow();
    },
  );

  test.each(['rebound.example', 'localhost.example', '127.0.0.1.example', '192.0.2.1', '0.0.0.0', 'a b', '', '/', '@'])(
    'refuses %j on loopback',
    (host) => {
      const refused = expect.objectContaining({ code: 'CSRF_BLOCKED', details: { reason: 'HOST' } });
      expect(() => checkOf({})(asking(host))).toThrow(refused);
    },
  );

  test('lets the public name through as well, and that alone', () => {
    const check = checkOf({ publicUrl: 'https://aleph.example.com' });
    expect(() => check(asking('aleph.example.com'))).not.toThrow();
    for (const host of ['other.example.com', 'x.aleph.example.com', 'aleph.example.com.evil.example']) {
      expect(() => check(asking(host))).toThrow();
    }
  });

  test.each([
    '127.0.0.1',
    '127.0.0.2',
    '127.1',
    'localhost',
    'LOCALHOST',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('is on where the server listens on %s', (host) => {
    expect(() => checkOf({ host })(asking('rebound.example'))).toThrow();
    expect(() => checkOf({ host })(asking('localhost:4000'))).not.toThrow();
  });

  test.each(['0.0.0.0', '::', '192.0.2.1'])('lets any name through on %s', (host) => {
    expect(() => checkOf({ host })(asking('anything.example'))).not.toThrow();
  });
});
