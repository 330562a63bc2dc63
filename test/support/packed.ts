import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Lays the package as `npm pack` makes it into a folder of modules. Returns the paths of its files. */
export function unpackInto(modules: string): readonly string[] {
  const installed = join(modules, 'aleph-graphql');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', modules];
  const [report] = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' }));
  const archive = join(modules, report.filename);
  execFileSync('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  rmSync(archive);
  return report.files.map(({ path }: { path: string }) => path);
}

/** Links packages of this project into a folder of modules, but for those that it has. */
export function linkInto(modules: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}
