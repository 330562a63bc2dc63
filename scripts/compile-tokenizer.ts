import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles assembly/tokenizer.ts; with --check only tells whether what is compiled is up to date. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const compiled = 'assets/json-tokenizer.wasm';
const options = ['--runtime', 'stub', '-O3', '--enable', 'simd', '--use', 'abort='];

if (!process.argv.includes('--check')) {
  await compileTo(compiled);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'json-tokenizer-'));
  const fresh = join(folder, 'json-tokenizer.wasm');
  await compileTo(fresh);
  if (!readFileSync(fresh).equals(readFileSync(join(ROOT, compiled)))) {
    console.error(`${compiled} is not what assembly/ says. Run: npm run tokenizer`);
    process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
}

async function compileTo(path: string): Promise<void> {
  const { error, stderr } = await asc.main(['assembly/tokenizer.ts', '--baseDir', ROOT, '--outFile', path, ...options]);
  if (error) throw new Error(stderr.toString(), { cause: error });
}
