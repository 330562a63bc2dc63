import { describe, expect, test } from 'vitest';
import { bannerOf } from '../../src/cli/banner.ts';
import { readCommand } from '../../src/cli/command-line.ts';
import { ConfigError } from '../../src/config/config.ts';
import { faultsFromFlags } from '../../src/sandbox/http/fault-flags.ts';

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

  test('takes any number of --fault, for the sandbox alone', () => {
    const faults = ['GET /tasking/tasks status=503', '* latency=20'];
    const args = faults.flatMap((fault) => ['--fault', fault]);
    expect(readCommand(args, 'sandbox')).toMatchObject({ kind: 'run', faults });
    expect(readCommand([...args, '--sandbox', '--check-config'], 'live')).toMatchObject({
      kind: 'check-config',
      faults,
    });
    expect(readCommand([], 'sandbox')).toMatchObject({ faults: [] });
    expect(() => readCommand([...args, '--live'], 'sandbox')).toThrow(ConfigError);
    expect(() => readCommand(args, 'live')).toThrow('--sandbox');
  });

  test.each([
    [[], 1],
    [['--clock', '60x'], 60],
    [['--clock', '0.5x'], 0.5],
    [['--clock=0x'], 0],
  ])('reads from %j that what is placed lives %d times as fast', (args, clockRate) => {
    expect(readCommand(args, 'sandbox')).toMatchObject({ kind: 'run', clockRate });
  });

  test.each(['60', 'x', '-1x', '1e9x', 'fast', ''])('refuses --clock %j', (clock) => {
    expect(() => readCommand([`--clock=${clock}`], 'sandbox')).toThrow(ConfigError);
  });

  test('takes --clock for the sandbox alone', () => {
    expect(() => readCommand(['--clock', '60x'], 'live')).toThrow('--clock is for the sandbox alone');
  });

  test('names the setting when a port is none', () => {
    expect(() => readCommand(['--port', 'http'], 'live')).toThrow(/PORT: expected a whole number/);
  });

  test('prints help that names every flag, and the version of the package', () => {
    const help = readCommand(['--help'], 'live');
    for (const flag of [
      'sandbox',
      'live',
      'port',
      'documents',
      'json',
      'fault',
      'clock',
      'print-schema',
      'check-config',
      'version',
      'help',
    ]) {
      expect(help).toMatchObject({ kind: 'print', text: expect.stringContaining(`--${flag}`) });
    }
    expect(readCommand(['--version'], 'live')).toMatchObject({ text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('prints help with an example of a fault, and only words that a fault may have', () => {
    const help = readCommand(['--help'], 'live');
    const [, text = ''] = help.kind === 'print' ? help.text.split('\nRULE is ') : [];
    const [, example = ''] = /as in "(.+?)"/.exec(text) ?? [];
    const given: Record<string, string> = { URL: 'http://127.0.0.1/', ID: 'cont.1', TEXT: 'x' };
    const words = [...text.matchAll(/ {2}([a-z-]+)(?:=([A-Z_]+))?(?= {2}|$)/gm)].map(([, name, value]) =>
      value === undefined ? name : `${name}=${given[value] ?? '7'}`,
    );
    expect(words.length).toBeGreaterThan(15);
    const rules = [example, ...words.map((word) => `/x latency=1 ${word === 'status=7' ? 'status=507' : word}`)];
    expect(faultsFromFlags(rules).mistakes).toEqual([]);
  });

  test('takes doctor as its first word, and prints JSON with --json', () => {
    expect(readCommand(['doctor'], 'live')).toMatchObject({
      kind: 'doctor',
      asJson: false,
      config: { upstream: 'live' },
    });
    expect(readCommand(['doctor', '--json', '--sandbox'], 'live')).toMatchObject({ asJson: true });
    for (const args of [['--json', 'doctor'], ['doctor', 'again'], ['nurse']]) {
      expect(() => readCommand(args, 'live')).toThrow();
    }
  });

  test('takes --documents FILE, which must be a manifest', () => {
    expect(() => readCommand(['--documents', 'package.json'], 'live')).toThrow(ConfigError);
    expect(() => readCommand(['--documents', 'nowhere.json'], 'live')).toThrow('--documents: nowhere.json');
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
