import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles assembly/json-walk.ts; with --check only tells whether what is compiled is up to date. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const compiled = 'assets/json-walk.wasm';
const options = ['--runtime', 'stub', '-O3', '--enable', 'simd', '--use', 'abort='];

if (!process.argv.includes('--check')) {
  await compileTo(compiled);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'json-walk-'));
  const fresh = join(folder, 'json-walk.wasm');
  await compileTo(fresh);
  if (!readFileSync(fresh).equals(readFileSync(join(ROOT, compiled)))) {
    console.error(`${compiled} is not what assembly/ says. Run: npm run walk`);
    process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
}

async function compileTo(path: string): Promise<void> {
  const { error, stderr } = await asc.main(['assembly/json-walk.ts', '--baseDir', ROOT, '--outFile', path, ...options]);
  if (error) throw new Error(stderr.toString(), { cause: error });
}
