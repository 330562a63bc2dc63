import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A checkout of this project that has been built. */
export interface Checkout {
  readonly root: string;
  /** As `git describe` prints it: `-dirty` means that files differ from the commit. */
  readonly commit: string;
  /** The arguments that `npm start` passes to node, relative to `root`. */
  readonly startArguments: readonly string[];
}

const NAME = 'aleph-graphql';
const BUILT = join('dist', 'main.js');

/** Throws when the path is no checkout of this project, or is not built. */
export function checkoutAt(path: string): Checkout {
  const root = resolve(path);
  const manifest = join(root, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${path} is no checkout of ${NAME}: there is no ${manifest}`);
  const { name, scripts } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (name !== NAME) throw new Error(`${path} is no checkout of ${NAME}: it is one of ${name}`);
  if (!existsSync(join(root, BUILT))) {
    throw new Error(`${path} is not built: ${BUILT} is missing there. Run npm ci and npm run build in it first`);
  }
  return { root, commit: commitOf(root), startArguments: scripts.start.split(' ').slice(1) };
}

function commitOf(root: string): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'unknown commit';
}
