import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The stages of the Dockerfile, each beginning with its FROM; comments are gone and continued lines are joined. */
export function readStages(): Instruction[][] {
  const stages: Instruction[][] = [];
  const source = readText('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '');
  for (const line of source.split('\n').filter(Boolean)) {
    const [name = '', ...rest] = line.split(' ');
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, text: rest.join(' ') });
  }
  return stages;
}

/** The rules of .dockerignore in order; these tests know plain paths and a lone `*`. */
export const IGNORE_RULES = readText('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** True when a path of the repository reaches the build: the last rule that covers it or a parent decides. */
export function isSent(path: string): boolean {
  const covers = (pattern: string) => pattern === '*' || path === pattern || path.startsWith(`${pattern}/`);
  const rule = IGNORE_RULES.findLast((line) => covers(line.replace('!', '')));
  return rule === undefined || rule.startsWith('!');
}

export function isFromContext({ name, text }: Instruction): boolean {
  return name === 'COPY' && !text.startsWith('--from=');
}

/** Source paths of a COPY: of the repository, or of /app in the stage before. */
export function sourcesOf({ text }: Instruction): string[] {
  return text.split(' ').slice(text.startsWith('--from=') ? 1 : 0, -1);
}

/**
 * Follows the Dockerfile below `folder` and returns the final stage's /app. Packages are those at hand rather than
 * an installation. Throws on a RUN that it does not know.
 */
export async function layOutImage(folder: string): Promise<string> {
  const [build = [], final = []] = readStages();
  for (const [name, stage] of Object.entries({ build, final })) {
    const app = join(folder, name);
    mkdirSync(app);
    for (const instruction of stage) {
      if (instruction.name === 'COPY') copy(instruction, app, join(folder, 'build'));
      if (instruction.name === 'RUN') await runAll(instruction.text.split(' && '), app);
    }
  }
  return join(folder, 'final');
}

function copy(instruction: Instruction, app: string, build: string): void {
  const target = join(app, instruction.text.split(' ').at(-1) ?? '');
  for (const source of sourcesOf(instruction)) {
    const destination = target.endsWith(sep) ? join(target, basename(source)) : target;
    if (isFromContext(instruction)) {
      const filter = (path: string) => isSent(relative(ROOT, path));
      cpSync(join(ROOT, source), destination, { recursive: true, filter });
    } else if (source === '/app/node_modules') {
      for (const path of productionPackages()) copyPackage(join(ROOT, path), join(app, path));
    } else {
      cpSync(join(build, relative('/app', source)), destination, { recursive: true });
    }
  }
}

async function runAll(commands: readonly string[], app: string): Promise<void> {
  for (const command of commands) {
    if (command.startsWith('npm ci ')) symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
    else if (command === 'npm run build') await build(app);
    else if (!command.startsWith('npm prune --omit=dev ')) throw new Error(`RUN ${command} is not known to this test`);
  }
}

async function build(app: string): Promise<void> {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: app }).catch(({ stdout }) => {
    throw new Error(`npm run build fails on what the Dockerfile copies:\n${stdout}`);
  });
}

/** Folders of the packages that `npm prune --omit=dev` leaves, by the lock file. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readText('package-lock.json'));
  return Object.keys(packages).filter((path) => path !== '' && !packages[path].dev && existsSync(join(ROOT, path)));
}

/** Copies a package without the packages nested in it, because the lock file lists those too. */
function copyPackage(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !relative(from, path).split(sep).includes('node_modules') });
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
