import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../scripts/check-layers.mjs');

/** Rule, importing file, imported file. */
const FORBIDDEN: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['async-looks-down', 'src/async/clock.ts', 'src/json/tape.ts'],
  ['json-looks-down', 'src/json/list.ts', 'src/aleph/values/wire.ts'],
  ['store-looks-down', 'src/store/keys.ts', 'src/aleph/tasks.ts'],
  ['aleph-looks-down', 'src/aleph/tasks.ts', 'src/resolvers/tasks.ts'],
  ['aleph-nouns-looks-down', 'src/aleph/tasks.ts', 'src/aleph/imagery/passes.ts'],
  ['aleph-writes-looks-down', 'src/aleph/writes/placement.ts', 'src/aleph/imagery/passes.ts'],
  ['aleph-nouns-looks-down', 'src/aleph/tasks.ts', 'src/aleph/writes/placement.ts'],
  ['aleph-direct-looks-down', 'src/aleph/direct/direct.ts', 'src/aleph/tasks.ts'],
  ['aleph-values-looks-down', 'src/aleph/values/dates.ts', 'src/aleph/tasks.ts'],
  ['aleph-transport-looks-down', 'src/aleph/transport/retry.ts', 'src/aleph/reads/reader.ts'],
  ['resolvers-looks-down', 'src/resolvers/tasks.ts', 'src/schema/tasks.ts'],
  ['schema-looks-down', 'src/schema/tasks.ts', 'src/exchange/errors.ts'],
  ['exchange-looks-down', 'src/exchange/slot.ts', 'src/load/capacity.ts'],
  ['admission-looks-down', 'src/admission/admission.ts', 'src/http/bodies.ts'],
  ['load-looks-down', 'src/load/capacity.ts', 'src/admission/limits.ts'],
  ['execution-looks-down', 'src/execution/execution.ts', 'src/config/config.ts'],
  ['config-looks-down', 'src/config/config.ts', 'src/http/addresses.ts'],
  ['observability-looks-down', 'src/observability/telemetry.ts', 'src/http/asset-route.ts'],
  ['http-looks-down', 'src/http/pages.ts', 'src/graphiql/graphiql.ts'],
  ['http-looks-down', 'src/http/front.ts', 'src/yoga/plugin.ts'],
  ['yoga-looks-down', 'src/yoga/plugin.ts', 'src/server.ts'],
  ['live-looks-down', 'src/live/tasks.ts', 'src/server.ts'],
  ['graphiql-looks-down', 'src/graphiql/page.ts', 'src/yoga/plugin.ts'],
  ['server-looks-down', 'src/server.ts', 'src/cli/launch.ts'],
  ['index-looks-down', 'src/index.ts', 'src/cli/launch.ts'],
  ['cli-looks-down', 'src/cli/launch.ts', 'src/main.ts'],
  ['sandbox-stands-alone', 'src/sandbox/tasks.ts', 'src/aleph/tasks.ts'],
  ['sandbox-stands-alone', 'src/sandbox/world/random.ts', 'src/async/clock.ts'],
  ['client-stands-alone', 'src/client/client.ts', 'src/json/canonical.ts'],
  ['client-is-for-others', 'src/resolvers/tasks.ts', 'src/client/client.ts'],
  ['only-cli-and-yoga-start-the-sandbox', 'src/server.ts', 'src/sandbox/server.ts'],
  ['a-known-room', 'src/server.ts', 'src/helpers/text.ts'],
];

/** Rule, importing file, package. */
const FORBIDDEN_PACKAGES: readonly (readonly [rule: string, from: string, name: string])[] = [
  ['aleph-knows-no-graphql', 'src/aleph/tasks.ts', 'graphql'],
  ['aleph-knows-no-graphql', 'src/json/tape.ts', 'dataloader'],
  ['resolvers-know-no-schema', 'src/resolvers/tasks.ts', 'graphql'],
  ['sandbox-speaks-http-itself', 'src/sandbox/server.ts', 'undici'],
  ['client-runs-in-browsers', 'src/client/client.ts', 'undici'],
];

const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['src/index.ts', 'src/server.ts'],
  ['src/main.ts', 'src/cli/launch.ts'],
  ['src/cli/launch.ts', 'src/sandbox/server.ts'],
  ['src/yoga/upstream.ts', 'src/sandbox/server.ts'],
  ['src/resolvers/tasks.ts', 'src/aleph/errors.ts'],
  ['src/aleph/transport/answers.ts', 'src/aleph/errors.ts'],
  ['src/aleph/imagery/passes.ts', 'src/aleph/assets.ts'],
];

/** A project of planted files, and what the check says of it. */
function createPlot() {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  const texts = new Map<string, string>();

  function plant(file: string, text = ''): void {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    texts.set(file, (texts.get(file) ?? '') + text);
    writeFileSync(path, texts.get(file) ?? '');
  }

  return {
    plant,
    plantImport(from: string, to: string, keyword = 'import'): void {
      plant(from, `${keyword} {} from '${'../'.repeat(from.split('/').length - 1)}${to}';\n`);
      plant(to);
    },
    plantPackage(name: string): void {
      if (texts.has(`node_modules/${name}/index.js`)) return;
      plant(`node_modules/${name}/package.json`, `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }`);
      plant(`node_modules/${name}/index.js`);
    },
    check() {
      plant('tsconfig.json', texts.has('tsconfig.json') ? '' : '{ "compilerOptions": { "module": "nodenext" } }');
      const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd: root, encoding: 'utf8' });
      return { status, mistakes: stderr.split('\n').filter(Boolean) };
    },
    clear: () => rmSync(root, { recursive: true }),
  };
}

describe('the layer check', () => {
  const plots: ReturnType<typeof createPlot>[] = [];
  const newPlot = () => {
    const plot = createPlot();
    plots.push(plot);
    return plot;
  };
  afterAll(() => {
    for (const plot of plots) plot.clear();
  });

  describe('of a project with a violation of every rule', () => {
    let found: { readonly status: number | null; readonly mistakes: readonly string[] };

    beforeAll(() => {
      const plot = newPlot();
      for (const [, from, to] of FORBIDDEN) plot.plantImport(from, to);
      for (const [, from, name] of FORBIDDEN_PACKAGES) {
        plot.plantPackage(name);
        plot.plant(from, `import '${name}';\n`);
      }
      plot.plantImport('src/aleph/only-a-type.ts', 'src/resolvers/only-a-type.ts', 'import type');
      plot.plant('src/lonely/text.ts', 'export const x = 1;\n');
      plot.plant('src/errors.ts', 'export const x = 1;\n');
      for (const folder of ['src/load', 'src/sandbox/world/deep', 'test/aleph']) {
        for (let index = 1; index <= 26; index += 1) plot.plant(`${folder}/file-${index}.ts`);
      }
      for (let index = 1; index <= 25; index += 1) plot.plant(`test/json/file-${index}.ts`);
      plot.plant('src/exchange/a.ts', "import './b.ts';\n");
      plot.plant('src/exchange/b.ts', "import './a.ts';\n");
      plot.plant('src/admission/a.ts', "import type {} from './b.ts';\n");
      plot.plant('src/admission/b.ts', "import type {} from './a.ts';\n");
      found = plot.check();
    });

    test('fails', () => {
      expect(found.status).toBe(1);
    });

    test.each(FORBIDDEN)('tells of %s: %s imports %s', (rule, from, to) => {
      expect(found.mistakes).toContain(`${rule}: ${from} -> ${to}`);
    });

    test.each(FORBIDDEN_PACKAGES)('tells of %s: %s imports the package %s', (rule, from, name) => {
      expect(found.mistakes).toContain(`${rule}: ${from} -> node_modules/${name}/index.js`);
    });

    test('tells of an import upward that takes a type only', () => {
      expect(found.mistakes).toContain('aleph-looks-down: src/aleph/only-a-type.ts -> src/resolvers/only-a-type.ts');
    });

    test('tells of a folder that is no room, though nobody imports what is in it', () => {
      expect(found.mistakes).toContain('a-known-room: src/lonely');
    });

    test('tells of a loose file at the root that is no door', () => {
      expect(found.mistakes).toContain('only-doors-at-the-root: src/errors.ts');
    });

    test('tells of folders with more than 25 files side by side, in src and in test, and of no others', () => {
      expect(found.mistakes.filter((mistake) => mistake.startsWith('crowded-folder'))).toEqual([
        'crowded-folder: src/load has 27 files',
        'crowded-folder: src/sandbox/world/deep has 26 files',
        'crowded-folder: test/aleph has 26 files',
      ]);
    });

    test.each(['exchange', 'admission'])('tells of a circle in src/%s, of values or of types', (room) => {
      expect(found.mistakes).toContain(`no-circular: src/${room}/a.ts -> src/${room}/b.ts`);
    });
  });

  test('lets pass the imports of doors, and those downward', () => {
    const plot = newPlot();
    for (const [from, to] of ALLOWED) plot.plantImport(from, to);
    expect(plot.check()).toEqual({ status: 0, mistakes: [] });
  });

  test('fails when there was nothing to cruise', () => {
    const plot = newPlot();
    plot.plant('src/readme.md');
    const { status, mistakes } = plot.check();
    expect(mistakes).toContainEqual(expect.stringContaining('no module was cruised'));
    expect(status).toBe(1);
  });

  test('passes on the project itself', () => {
    const output = execFileSync(process.execPath, [SCRIPT], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
    });
    expect(output).toMatch(/^layers hold: [1-9]/);
  });
});
