import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOptions } from '../../bench/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'aleph-checkouts-'));
const built = join(folder, 'built');
const unbuilt = join(folder, 'unbuilt');
const stranger = join(folder, 'stranger');

beforeAll(() => {
  addPackage(built, 'aleph-graphql');
  addPackage(unbuilt, 'aleph-graphql');
  addPackage(stranger, 'left-pad');
  mkdirSync(join(built, 'dist'));
  writeFileSync(join(built, 'dist', 'main.js'), '');
});

afterAll(() => rmSync(folder, { recursive: true }));

function addPackage(path: string, name: string): void {
  mkdirSync(path);
  writeFileSync(
    join(path, 'package.json'),
    JSON.stringify({ name, scripts: { start: 'node --some-flag dist/main.js' } }),
  );
}

test('without arguments every query is measured against the handler', () => {
  expect(readOptions([])).toEqual({
    rounds: 3,
    seconds: 2,
    warmUpSeconds: 20,
    only: ['Q0', 'Q1', 'Q2', 'Q3'],
    peers: false,
    growth: false,
    help: false,
    beside: undefined,
  });
});

test('another checkout is measured in seven rounds, as its own npm start runs it', () => {
  const { rounds, seconds, warmUpSeconds, beside } = readOptions(['--beside', built]);
  expect([rounds, seconds, warmUpSeconds]).toEqual([7, 2, 8]);
  expect(beside?.checkout.root).toBe(built);
  expect(beside?.checkout.startArguments).toEqual(['--some-flag', 'dist/main.js']);
  expect(beside?.bounds).toEqual({ Q0: 1.02, Q1: 1.02, Q2: 1.02, Q3: 1.02 });
});

test('sizes that are given hold beside another checkout as well', () => {
  const options = readOptions(['--beside', built, '--rounds', '1', '--seconds', '0.5', '--only', 'Q2,Q0']);
  expect([options.rounds, options.seconds, options.only]).toEqual([1, 0.5, ['Q0', 'Q2']]);
});

test.each([
  ['1.1', { Q0: 1.1, Q1: 1.1, Q2: 1.1, Q3: 1.1 }],
  ['Q0=1.03,Q2=1.01', { Q0: 1.03, Q1: 1.02, Q2: 1.01, Q3: 1.02 }],
  ['1.1,Q3=1.5', { Q0: 1.1, Q1: 1.1, Q2: 1.1, Q3: 1.5 }],
])('the bound %s is read for each query', (bound, bounds) => {
  expect(readOptions(['--beside', built, '--bound', bound]).beside?.bounds).toEqual(bounds);
});

test.each([
  [['--beside', join(folder, 'nowhere')], 'is no checkout of aleph-graphql: there is no'],
  [['--beside', stranger], 'is no checkout of aleph-graphql: it is one of left-pad'],
  [['--beside', unbuilt], 'is not built: dist/main.js is missing there. Run npm ci and npm run build in it first'],
  [['--beside'], 'argument missing'],
  [['--beside', built, '--peers'], '--beside goes with neither --peers nor --growth'],
  [['--bound', '1.02'], '--bound needs --beside'],
  [['--beside', built, '--bound', 'fast'], '--bound: "fast" is no number above 0'],
  [['--beside', built, '--bound', ''], '--bound: "" is no number above 0'],
  [['--beside', built, '--bound', 'Q1=fast'], '--bound Q1: "fast" is no number above 0'],
  [['--beside', built, '--bound', 'Q1=1=2'], '--bound Q1: "1=2" is no number above 0'],
  [['--beside', built, '--bound', 'Q9=1.02'], '--bound: there is no query "Q9", only Q0, Q1, Q2, Q3'],
  [['--only', 'Q9'], '--only: there is no query "Q9", only Q0, Q1, Q2, Q3'],
  [['--rounds', '1.5'], '--rounds: "1.5" is no whole number'],
  [['--seconds', '0'], '--seconds: "0" is no number above 0'],
  [['--warm-up', 'long'], '--warm-up: "long" is no number above 0'],
  [['--quickly'], "Unknown option '--quickly'"],
])('the arguments %j are refused with the reason', (argv, reason) => {
  expect(() => readOptions(argv)).toThrow(reason);
});

test('help is given whatever checkout is named', () => {
  expect(readOptions(['--help', '--beside', unbuilt])).toMatchObject({ help: true, beside: undefined });
});
