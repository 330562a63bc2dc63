import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkInto, unpackInto } from '../test/support/packed.ts';

const ROOT = join(import.meta.dirname, '..');
const SITE = join(import.meta.dirname, 'next');
const PACKAGES = join(SITE, 'node_modules');
const NEXT = join(PACKAGES, 'next/dist/bin/next');
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

let site: ChildProcess | undefined;
let url: string;

beforeAll(async () => {
  cpSync(join(ROOT, 'examples/hosts/next'), SITE, { recursive: true });
  installPackage();
  execFileSync(process.execPath, [NEXT, 'build'], { cwd: SITE, env, stdio: 'pipe' });
  site = spawn(process.execPath, [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'], { cwd: SITE, env });
  const { stdout } = site;
  for await (const line of createInterface({ input: stdout ?? expect.fail('no output') })) {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (found !== undefined) url = `${found}/api/graphql`;
    if (line.includes('Ready')) break;
  }
}, 180_000);
afterAll(async () => {
  if (site === undefined) return;
  const exit = once(site, 'exit');
  site.kill('SIGTERM');
  await exit;
});

/** As npm would lay it out: a copy, since Next.js bundles a package that is linked, with our packages beside it. */
function installPackage(): void {
  unpackInto(PACKAGES);
  const { dependencies } = JSON.parse(readFileSync(join(PACKAGES, 'aleph-graphql/package.json'), 'utf8'));
  linkInto(PACKAGES, Object.keys(dependencies));
}

test('a route of the App Router answers with the session of its site, and not without the guard', async () => {
  const ask = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ query: '{ contracts { id } }' });
    const sent = { 'content-type': 'application/json', cookie: 'session=demo', ...headers };
    return (await fetch(url, { method: 'POST', headers: sent, body })).json();
  };
  expect((await ask({ 'graphql-require-preflight': '1' })).data.contracts).toHaveLength(3);
  expect((await ask({})).errors[0].extensions.code).toBe('CSRF_BLOCKED');
});

test('and serves GraphiQL with its files', async () => {
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const [, path = ''] = /"([^"]*\/main\.js)"/.exec(page) ?? [];
  expect((await fetch(new URL(path, url))).headers.get('content-type')).toContain('javascript');
});
