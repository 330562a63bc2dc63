import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startFacade } from './support/facade/facade.ts';
import { linkInto, unpackInto } from './support/packed.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FIRST_STEPS = `npm init -y && npm pkg set type=module
npm install ./aleph-graphql-0.1.0.tgz
npm install --save-dev typescript
npx tsc --strict --module nodenext --target es2022 first.ts
node first.js
`;
const FIRST_PROGRAM = `import { createClient, EverythingDocument } from 'aleph-graphql/client';

const credentials = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
const client = createClient({ url: 'http://127.0.0.1:4000/graphql', credentials });
const { contracts } = await client.request(EverythingDocument);
for (const { name, tasks } of contracts ?? []) console.log(name + ': ' + tasks?.nodes.length + ' tasks');
`;
const CACHE_PROGRAM = `import { typePolicies } from 'aleph-graphql/cache';
console.log(Object.keys(typePolicies((keyArgs) => ({ keyArgs }))['Contract']?.fields ?? {}).find((name) => name === 'tasks'));
`;

const STRICTEST = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'esnext.array'],
  types: ['node'],
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedSideEffectImports: true,
  noEmit: true,
};
const CONSUMER = `
import { AlephError, createAleph, createFacade, createLog, createServer, loadConfig, Secret, schema } from 'aleph-graphql';
import type { FacadeOptions } from 'aleph-graphql';
const credentials = { kind: 'PAIR', clientId: 'a', clientSecret: new Secret('b') } as const;
export const aleph = createAleph({ ...loadConfig(), maxCalls: 5 });
const client = aleph.connect({ credentials });
const [task] = await Array.fromAsync(client.tasks('cont.a', { status: 'COMPLETED', signal: AbortSignal.timeout(10) }));
const query = { bbox: [0, 0, 1, 1], dates: { start: '2026-01-01', end: '2026-01-02' }, cloudCoverMax: 20 } as const;
for await (const item of client.searchArchive('cont.a', query)) console.log(item.itemId, item.geometry?.type);
export const geometry = task?.target;
export const type: 'Point' | undefined = geometry?.type === 'Point' ? geometry.type : undefined;
export const server = createServer(aleph, loadConfig(), { log: createLog('info') });
const options: FacadeOptions = { upstream: 'sandbox', log: console, limits: { depth: 3 }, plugins: [{}] };
export const facade = createFacade({ ...options, credentials: async (request) => {
  const token = request.headers.get('cookie');
  return token === null ? undefined : { kind: 'TOKEN', token };
} });
export const response: Response = await facade.fetch(new Request('http://localhost/graphql'));
export const name = schema.getQueryType()?.name ?? new AlephError('FORBIDDEN', 'no').reason;
`;

describe('package.json', () => {
  const manifestOf = (folder: string) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const { engines, dependencies, devDependencies } = manifestOf('.');
  /** As a number that sorts: 20.19 is 20_019. */
  const oldestOf = (range: string) => {
    const [, major, minor = 0] = /^>=(\d+)(?:\.(\d+))?/.exec(range) ?? [];
    return Number(major) * 1_000 + Number(minor);
  };

  test('asks for a Node that every dependency runs on', () => {
    const ranges = Object.keys(dependencies).map((name) => manifestOf(`node_modules/${name}`).engines?.node ?? '');
    const oldest = ranges.filter((range) => range.startsWith('>=')).map(oldestOf);
    expect(oldest.length).toBeGreaterThan(1);
    expect(oldestOf(engines.node)).toBeGreaterThanOrEqual(Math.max(...oldest));
  });

  test('has the code checked against the oldest Node that it asks for', () => {
    expect(/\d+/.exec(devDependencies['@types/node'])?.[0]).toBe(/\d+/.exec(engines.node)?.[0]);
  });
});

/** The package as `npm pack` makes it, laid into an empty folder; only its production dependencies can be found. */
describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'aleph-graphql');
  let files: readonly string[] = [];

  beforeAll(() => {
    files = unpackInto(modules);
    linkInto(modules, productionPackages());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function productionPackages(): readonly string[] {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    return Object.entries<{ dev?: boolean }>(packages)
      .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
      .map(([path]) => path.slice('node_modules/'.length));
  }

  test('holds what runs and what is read, and no source, test or example code', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    expect([...folders].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'assets', 'dist', 'examples', 'package.json', 'schema.graphql'].sort(),
    );
    expect(files.filter((file) => file.startsWith('examples/'))).toSatisfy((found: string[]) =>
      found.every((file) => file.startsWith('examples/operations/')),
    );
  });

  test('hands on the licence of every package that is put into its commands', () => {
    const texts = files
      .filter((file) => /^dist\/[^/]+\.js$/.test(file))
      .map((file) => readFileSync(join(installed, file), 'utf8'));
    const inside = texts.flatMap((text) => [...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)]);
    const licences = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8');
    const licensed = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+, \S+$/gm)];
    expect(new Set(inside.map(([, name]) => name))).toContain('undici');
    expect(new Set(licensed.map(([, name]) => name))).toEqual(new Set(inside.map(([, name]) => name)));
  });

  test('holds the map of the GraphiQL page, and the licences of its parts', () => {
    const licences = readFileSync(join(installed, 'dist/map/LICENSES.txt'), 'utf8');
    const licensed = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+, \S+$/gm)].map(([, name]) => name);
    expect(
      files.filter((file) => /^dist\/map\/(map\.js|map-style\.css|coast-(110|50)m\.json)$/.test(file)),
    ).toHaveLength(4);
    expect(licensed).toEqual(expect.arrayContaining(['ol', 'rbush', 'world-atlas']));
  });

  test('has types that a strict program compiles against, declaration files included', () => {
    linkInto(modules, ['@types/node', 'undici-types']);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICTEST, include: ['*.ts'] }));
    const compile = (program: string) => {
      writeFileSync(join(folder, 'consumer.ts'), program);
      const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
      return stdout;
    };
    expect(compile(CONSUMER)).toBe('');
    // A geometry without types would be `any`, and take this too.
    expect(compile(`${CONSUMER}\nconst wrong: number = geometry;`)).toContain("is not assignable to type 'number'");
  }, 120_000);

  test('has types that lead neither to Yoga nor to Pothos', () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
        if (from.startsWith('.')) walk(resolve(file, '..', from.replace(/\.[jt]s$/, '.d.ts')));
        else packages.add(from);
      }
    };
    walk(join(installed, 'dist/index.d.ts'));
    expect(seen.size).toBeGreaterThan(20);
    expect([...packages].filter((name) => !name.startsWith('node:')).sort()).toEqual(['geojson', 'graphql']);
  });

  test('is what publint would publish', async () => {
    const { messages } = await publint({ pkgDir: installed, level: 'suggestion', pack: false });
    expect(messages).toEqual([]);
  });

  test.each(['client', 'cache'])('has a %s for browsers that is under 10 kB compressed', async (name) => {
    const entryPoints = [join(installed, `dist/client/${name === 'client' ? 'index' : name}.js`)];
    const options = { bundle: true, minify: true, write: false, format: 'esm', platform: 'browser' } as const;
    const { outputFiles } = await build({ entryPoints, ...options });
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(10_000);
  });

  test('gives typed data to a project with it and TypeScript alone, in at most 20 lines', async () => {
    const facade = await startFacade();
    onTestFinished(() => facade.close());
    const program = FIRST_PROGRAM.replace('http://127.0.0.1:4000', facade.url);
    const lines = `${FIRST_STEPS}${FIRST_PROGRAM}`.trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(20);
    // As an empty project: nothing but the package and its one import, graphql.
    const project = mkdtempSync(join(tmpdir(), 'first-'));
    onTestFinished(() => rmSync(project, { recursive: true }));
    linkInto(join(project, 'node_modules'), ['graphql']);
    cpSync(installed, join(project, 'node_modules/aleph-graphql'), { recursive: true });
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(project, 'first.ts'), `${program}${CACHE_PROGRAM}contracts?.[0]?.nothing;\n`);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--noEmitOnError', 'false'];
    const found = spawnSync(process.execPath, [tsc, ...options, 'first.ts'], { cwd: project, encoding: 'utf8' });
    expect(found.stdout.trim()).toMatch(
      /^first\.ts\(\d+,\d+\): error TS2339: Property 'nothing' does not exist[^\n]*$/,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['first.js'], { cwd: project });
    expect(stdout.trim().split('\n')).toEqual([...Array(3).fill(expect.stringMatching(/^.+: 5 tasks$/)), 'tasks']);
  }, 60_000);

  test('installs a command that serves and ends', async () => {
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const child = spawn(process.execPath, [join(installed, bin['aleph-graphql']), '--sandbox', '--port', '0'], {
      cwd: folder,
      env: { ...process.env, SANDBOX_PORT: '0' },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, url } = JSON.parse(line);
      if (msg !== 'listening') continue;
      expect((await fetch(`${url}/ready`)).status).toBe(200);
      child.kill('SIGTERM');
      break;
    }
    child.stdout.resume();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
