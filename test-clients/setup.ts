import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The endpoint in front of the sandbox, without a setting. */
    readonly endpoint: string;
    /** The URL of its sandbox. */
    readonly sandbox: string;
    /** The same, with the manifests that the compilers wrote as its only documents. */
    readonly trusting: Readonly<Record<'relay' | 'codegen', string>>;
  }
}

const BIN = new URL('node_modules/.bin/', import.meta.url).pathname;
const GENERATED = join(import.meta.dirname, 'generated');
const MANIFESTS = { relay: 'generated/relay.json', codegen: 'generated/codegen/persisted-documents.json' };

/** Runs the compilers of the clients, then starts the server as `npm start` does. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const plain = await startServer();
  rmSync(GENERATED, { recursive: true, force: true });
  mkdirSync(join(GENERATED, 'relay'), { recursive: true });
  // Relay adds to a manifest, and wants to find one.
  writeFileSync(join(GENERATED, 'relay.json'), '{}');
  const env = { ...process.env, ENDPOINT: plain.endpoint };
  install();
  compile('relay-compiler', []);
  compile('relay-compiler', [], { cwd: writeExamples() });
  compile('graphql-codegen', ['--silent'], { env });
  compile('gql.tada', ['generate-output', '-c', 'typed/tsconfig.json']);
  const [relay, codegen] = [await startServer(MANIFESTS.relay), await startServer(MANIFESTS.codegen)];
  provide('endpoint', plain.endpoint);
  provide('sandbox', plain.sandbox);
  provide('trusting', { relay: relay.endpoint, codegen: codegen.endpoint });
  return async () => {
    for (const { stop } of [plain, relay, codegen]) await stop();
  };
}

/** The package as a team has it, by a link. */
function install(): void {
  const link = join(import.meta.dirname, 'node_modules/aleph-graphql');
  rmSync(link, { force: true });
  symlinkSync('../..', link);
}

/** The examples as a module for Relay, which wants the name of the module in theirs. Returns their folder. */
function writeExamples(): string {
  const folder = new URL('../examples/operations/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  const texts = files.map((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(/^query (\w+)/gm, 'query examples$1Query')
      .replaceAll(/^mutation (\w+)/gm, 'mutation examples$1Mutation')
      .replaceAll(/(^fragment |\.\.\.)([A-Z]\w+)/gm, '$1examples_$2'),
  );
  const tags = texts
    .flatMap((text) => text.split(/(?=^(?:fragment|query|mutation) )/m).filter((part) => part.trim() !== ''))
    .map((text) => `graphql\`${text}\``);
  mkdirSync(join(GENERATED, 'examples/artifacts'), { recursive: true });
  writeFileSync(join(GENERATED, 'examples/examples.ts'), tags.join(';\n'));
  const config = {
    src: '.',
    schema: '../../../schema.graphql',
    language: 'typescript',
    artifactDirectory: './artifacts',
  };
  writeFileSync(join(GENERATED, 'examples/relay.config.json'), JSON.stringify(config));
  return join(GENERATED, 'examples');
}

function compile(name: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): void {
  execFileSync(`${BIN}${name}`, args, { cwd: import.meta.dirname, stdio: ['ignore', 'ignore', 'inherit'], ...options });
}

async function startServer(documents?: string) {
  const args = documents === undefined ? [] : ['--documents', documents];
  const env = { ...process.env, PORT: '0', SANDBOX_PORT: '0', ...(documents && { DOCUMENTS_MODE: 'only' }) };
  const child = spawn(process.execPath, ['../dist/main.js', ...args], { cwd: import.meta.dirname, env });
  const stop = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
  child.stderr.pipe(process.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, graphql, upstream } = JSON.parse(line);
    if (msg !== 'listening') continue;
    child.stdout.resume();
    return { endpoint: String(graphql), sandbox: String(upstream), stop };
  }
  throw new Error('the server ended before it listened');
}
