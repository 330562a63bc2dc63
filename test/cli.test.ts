import { describe, expect, test } from 'vitest';
import { bannerOf } from '../src/banner.ts';
import { readCommand } from '../src/cli.ts';
import { ConfigError } from '../src/config.ts';

describe('the command line', () => {
  test('runs against the default upstream when it says nothing', () => {
    expect(readCommand([], 'live')).toMatchObject({ kind: 'run', config: { upstream: 'live', port: 4000 } });
    expect(readCommand([], 'sandbox')).toMatchObject({ kind: 'run', config: { upstream: 'sandbox' } });
  });

  test('lets --sandbox, --live and --port override the default', () => {
    expect(readCommand(['--sandbox', '--port', '0'], 'live')).toMatchObject({
      kind: 'run',
      config: { upstream: 'sandbox', port: 0 },
    });
    expect(readCommand(['--live'], 'sandbox')).toMatchObject({ config: { upstream: 'live' } });
  });

  test('refuses --sandbox and --live together', () => {
    expect(() => readCommand(['--sandbox', '--live'], 'live')).toThrow(ConfigError);
  });

  test('names the setting when a port is none', () => {
    expect(() => readCommand(['--port', 'http'], 'live')).toThrow(/PORT: expected a whole number/);
  });

  test('prints help that names every flag, and the version of the package', () => {
    const help = readCommand(['--help'], 'live');
    for (const flag of ['sandbox', 'live', 'port', 'print-schema', 'check-config', 'version', 'help']) {
      expect(help).toMatchObject({ kind: 'print', text: expect.stringContaining(`--${flag}`) });
    }
    expect(readCommand(['--version'], 'live')).toMatchObject({ text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('checks the configuration without running on --check-config', () => {
    expect(readCommand(['--check-config'], 'live')).toMatchObject({ kind: 'check-config', config: { port: 4000 } });
    expect(() => readCommand(['--check-config', '--port', '-1'], 'live')).toThrow();
  });

  test('has a banner that names the page, the sandbox and both of its credentials', () => {
    const banner = bannerOf({
      url: 'http://127.0.0.1:4000',
      upstream: 'http://127.0.0.1:4010',
      graphiql: true,
      sandbox: {
        url: 'http://127.0.0.1:4010',
        credentials: [
          { clientId: 'sandbox-north', clientSecret: 'north-secret' },
          { clientId: 'sandbox-south', clientSecret: 'south-secret' },
        ],
      },
    });
    for (const text of ['http://127.0.0.1:4000/graphql', 'http://127.0.0.1:4010', 'sandbox-north / north-secret']) {
      expect(banner).toContain(text);
    }
    expect(banner).toContain('sandbox-south / south-secret');
  });
});
