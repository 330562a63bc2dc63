import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSafe } from 'redos-detector';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** The one file that puts patterns together, and the longest of them. */
const MADE = new Map<string, readonly RegExp[]>([
  ['sandbox/routes.ts', [/^\/assets\/([^/]+)\/([^/]+)\/([^/]+)$/]],
  // Faults of whoever runs the sandbox.
  ['sandbox/http/delivery.ts', []],
]);

/** The patterns in a file, and how often it makes others. */
function patternsIn(file: string): { readonly patterns: readonly RegExp[]; readonly made: number } {
  const source = ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.ES2023, true);
  const patterns: RegExp[] = [];
  let made = 0;
  const look = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      patterns.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    const isCall = ts.isNewExpression(node) || ts.isCallExpression(node);
    if (isCall && node.expression.getText(source) === 'RegExp') made += 1;
    ts.forEachChild(node, look);
  };
  look(source);
  return { patterns, made };
}

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** Whether the time of a match grows in proportion to the text, wherever it starts. */
function isLinear(pattern: RegExp): boolean {
  return isSafe(pattern, { timeout: 20_000 }).safe;
}

describe('the checker of patterns', () => {
  test.each([[/[;\s]+$/], [/\/+$/], [/a+b/], [/\s*,\s*x/], [/(a+)+$/], [/^a.*b.*c.*d$/]])(
    'finds that the time of %s does not grow in proportion to the text',
    (pattern) => {
      expect(isLinear(pattern)).toBe(false);
    },
  );
});

describe('a pattern in the source', () => {
  const found = FILES.map((file) => ({ file, ...patternsIn(file) }));

  test('takes time in proportion to the text', () => {
    const all = found.flatMap(({ file, patterns }) =>
      [...patterns, ...(MADE.get(file) ?? [])].map((pattern) => ({ file, pattern })),
    );
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(({ pattern }) => !isLinear(pattern))).toEqual([]);
  }, 60_000);

  test('stands there as it is, but for those of two files', () => {
    expect(found.filter(({ made }) => made > 0).map(({ file }) => file)).toEqual([...MADE.keys()]);
  });
});
