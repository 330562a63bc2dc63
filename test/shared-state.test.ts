import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** Memory of its own, or of whoever fills it. */
const CONTAINERS = /^(Map|WeakMap|LRUCache|DataLoader|Array)$/;

/** Containers that a module makes when it is loaded, empty: what is put in later is shared between all callers. */
function sharedContainersIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    // What stands in a function or a class is made for whoever calls it.
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    const isContainer = ts.isNewExpression(node) && CONTAINERS.test(node.expression.getText(source));
    const isFilled = ts.isNewExpression(node) && node.arguments?.some((one) => ts.isArrayLiteralExpression(one));
    if (isContainer && !isFilled) found.push(node.getText(source));
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith('sandbox/'),
);

describe('modules', () => {
  test('keep nothing between callers by themselves: every store is made by a function, for one server or request', () => {
    expect(FILES.length).toBeGreaterThan(50);
    const found = FILES.flatMap((name) => sharedContainersIn(join(SRC, name)).map((text) => `${name}: ${text}`));
    expect(found).toEqual([]);
  });
});
