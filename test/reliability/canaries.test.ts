import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CanaryReport, runCanaries } from '../../reliability/canaries/canaries.ts';
import { createSearch } from '../../reliability/canaries/needles.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type RunningProcess, runEntry } from '../support/process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('a process that has handled secrets for hundreds of requests', () => {
  let sandbox: Sandbox;
  let server: RunningProcess;
  let folder: string;
  let report: CanaryReport;
  let output: string;
  let left: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'canaries-'));
    sandbox = await startSandbox({ itemCount: 50 });
    const filesBefore = new Set(readdirSync(ROOT));
    const upstream = { ALEPH_API_URL: sandbox.url, ALEPH_TOKEN_URL: `${sandbox.url}/oauth/token` };
    const settings = { PORT: '0', GRAPHIQL: 'true', LOG_LEVEL: 'debug', TMPDIR: folder };
    server = runEntry('main', ['--live'], { ...upstream, ...settings });
    const { url = '' } = await server.until('listening');
    const written = async () => {
      server.signal('SIGTERM');
      await server.exit;
      output = server.stdout();
      left = [
        ...filesIn(folder),
        ...readdirSync(ROOT, { withFileTypes: true })
          .filter((entry) => entry.isFile() && !filesBefore.has(entry.name))
          .map(({ name }) => join(ROOT, name)),
      ];
      const files = Object.fromEntries(left.map((file) => [file, readFileSync(file, 'latin1')]));
      return { 'standard output': output, 'standard error': server.stderr(), ...files };
    };
    report = await runCanaries({ seed: 7, url, sandbox, written });
  }, 120_000);

  afterAll(async () => {
    server.signal('SIGKILL');
    await server.exit;
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  test('has written none of them into a reply, a log line or a file, in any encoding', () => {
    expect(report.hits).toEqual([]);
  });

  test('has shown private names and presigned addresses to their rightful reader, and logged each request', () => {
    expect(report.seen).toEqual(expect.arrayContaining(['contractId', 'taskName', 'signature']));
    expect(report.requests).toBeGreaterThan(400);
    expect(output.match(/"msg":"request"/g)?.length).toBeGreaterThanOrEqual(report.requests);
  });

  test('has left no file behind', () => {
    expect(left).toEqual([]);
  });
});

describe('the search for canaries', () => {
  const text = '4f1d7a0b29ce4e6688d0c35a7e21fb94';
  const hitsIn = createSearch([{ name: 'secret', text, isSecret: true }]);

  test.each([
    ['plain', text],
    ['a slice', `…${text.slice(9, 21)}…`],
    ['Basic credentials', Buffer.from(`sandbox-north:${text}`).toString('base64')],
    ['base64 amid others', Buffer.from(`ab${text}?`).toString('base64')],
    ['base64url', Buffer.from(`{"a":"${text}"}`).toString('base64url')],
    ['hex', Buffer.from(text).toString('hex')],
    ['hex in capitals', Buffer.from(text).toString('hex').toUpperCase()],
    ['percent escapes', [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')],
    ['JSON escapes', [...text].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')],
  ])('finds a secret as %s', (_form, haystack) => {
    expect(hitsIn('a log', `before ${haystack} after`)).not.toEqual([]);
  });

  test('finds nothing where only eleven characters of it stand', () => {
    expect(hitsIn('a log', text.slice(0, 11))).toEqual([]);
  });

  test('finds private names only where they are not at home', () => {
    const search = createSearch([{ name: 'task', text: 'Rotterdam tank farm', isSecret: false }]);
    expect(search('a log', 'Rotterdam tank farm')).toHaveLength(1);
    expect(search('data', 'Rotterdam tank farm', { secretsOnly: true })).toEqual([]);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
