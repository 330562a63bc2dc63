import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { addressOf } from '../stage/spawned.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = join(ROOT, 'src');
/** Ignored by git, and below the project, so that packages and assets are found from there. */
const COPIES = join(ROOT, 'coverage');

/** A change of one file of `src`, by exact text. */
export interface Bug {
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

export interface PlantedServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A copy of this server with bugs in it, as a process of its own in front of `sandbox`. Throws on a bug that misses. */
export async function startPlanted(bugs: readonly Bug[], sandbox: Sandbox): Promise<PlantedServer> {
  mkdirSync(COPIES, { recursive: true });
  const folder = mkdtempSync(join(COPIES, 'planted-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    copySources(join(folder, 'src'), bugs);
    const child = run(join(folder, 'src', 'main.js'), sandbox);
    const ended = new Promise((done) => child.once('exit', done));
    const url = await addressOf(child);
    const close = async () => {
      child.kill('SIGKILL');
      await ended;
      remove();
    };
    return { url, close };
  } catch (error) {
    remove();
    throw error;
  }
}

function copySources(target: string, bugs: readonly Bug[]): void {
  const missed = new Set(bugs);
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    let text = readFileSync(join(SOURCES, file), 'utf8');
    for (const bug of bugs.filter((one) => one.file === file)) {
      if (text.includes(bug.replace)) missed.delete(bug);
      text = text.replace(bug.replace, () => bug.by);
    }
    const built = join(target, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(built), { recursive: true });
    writeFileSync(built, transpiled(text));
  }
  for (const { file, replace } of missed) throw new Error(`src/${file} does not have: ${replace}`);
}

function transpiled(text: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

function run(main: string, sandbox: Sandbox): ChildProcess {
  const { PATH = '' } = process.env;
  const env = { PATH, ALEPH_API_URL: sandbox.url, ALEPH_TOKEN_URL: `${sandbox.url}/oauth/token` };
  return spawn(process.execPath, [main, '--live', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}
