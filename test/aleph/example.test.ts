import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ARCTIC, HARBOUR, NORTH, startUpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const SCRIPT = resolve(ROOT, 'examples/aleph-client.ts');

describe('the example of a plain script', () => {
  test('prints contracts, tasks and imagery, and counts its calls and its one token', async () => {
    const upstream = await startUpstreamAleph({ itemCount: 5_000 });
    const env = { PATH: process.env['PATH'] ?? '', ALEPH_API_URL: upstream.sandbox.url };
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', SCRIPT], { cwd: ROOT, env });
    const lines = stdout.trimEnd().split('\n');
    expect(stderr).toBe('');
    expect(lines.filter((line) => /^\S.* \(cont\.\S+\): \d+ open tasks$/.test(line))).toHaveLength(3);
    expect([NORTH, HARBOUR, ARCTIC].every((id) => stdout.includes(id))).toBe(true);
    expect(lines.filter((line) => /^ {2}2026-\S+Z [\d.]+% \S+$/.test(line)).length).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe(`${upstream.calls().length} calls, 1 token exchange`);
    expect(upstream.tokenCalls()).toBe(1);
    expect(upstream.calls().length).toBeLessThan(15);
    await upstream.close();
  });

  test('imports the package alone, so that it can be copied out, and is short', () => {
    const text = readFileSync(SCRIPT, 'utf8');
    const imports = [...text.matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name);
    expect(imports).toEqual(['aleph-graphql']);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});
