import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../scripts/check-layers.mjs');

describe('the layer check', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'layers-'));
    plant('tsconfig.json', '{ "compilerOptions": { "module": "nodenext" } }');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function plant(file: string, text: string): void {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  function check() {
    return spawnSync(process.execPath, [SCRIPT], { cwd: root, encoding: 'utf8' });
  }

  test.each([
    ['aleph-stands-alone', 'src/aleph/tasks.ts', 'src/resolvers/tasks.ts'],
    ['resolvers-look-down', 'src/resolvers/tasks.ts', 'src/schema/tasks.ts'],
    ['schema-looks-down', 'src/schema/tasks.ts', 'src/server.ts'],
    ['sandbox-is-a-stranger', 'src/sandbox/tasks.ts', 'src/aleph/tasks.ts'],
    ['only-launch-starts-the-sandbox', 'src/server.ts', 'src/sandbox/server.ts'],
  ])('catches a planted violation of %s', (rule, from, to) => {
    plant(from, `import { x } from '${'../'.repeat(from.split('/').length - 1)}${to}';\nexport const y = x;\n`);
    plant(to, 'export const x = 1;\n');
    const { status, stderr } = check();
    expect(stderr).toContain(`${rule}: ${from} -> ${to}`);
    expect(status).toBe(1);
  });

  test('catches a circle of imports', () => {
    plant('src/aleph/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
    plant('src/aleph/b.ts', "import { a } from './a.ts';\nexport const b = a;\n");
    expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('no-circular') });
  });

  test('fails when there was nothing to cruise', () => {
    mkdirSync(join(root, 'src'));
    expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('no module was cruised') });
  });

  test('passes on the project itself', () => {
    const output = execFileSync(process.execPath, [SCRIPT], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
    });
    expect(output).toMatch(/^layers hold: [1-9]/);
  });
});
