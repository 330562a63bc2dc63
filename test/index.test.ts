import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const INDEX = resolve(import.meta.dirname, '../src/index.ts');
/** A file that exists in memory alone, beside the index. */
const EXAMPLES = resolve(dirname(INDEX), 'examples-of-index.ts');

/** The examples may use these names without a declaration. */
const GIVEN = 'declare const client: AlephClient; declare const contractId: string;';

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

interface Export {
  readonly name: string;
  readonly examples: readonly string[];
}

function exportsOf(program: ts.Program): readonly Export[] {
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(INDEX);
  const module = index && checker.getSymbolAtLocation(index);
  if (module === undefined) throw new Error('src/index.ts is no module');
  return checker.getExportsOfModule(module).map((symbol) => {
    const tags = checker.getAliasedSymbol(symbol).getJsDocTags(checker);
    const examples = tags.filter(({ name }) => name === 'example');
    return { name: symbol.name, examples: examples.map(({ text }) => ts.displayPartsToString(text).trim()) };
  });
}

/** Each example in a function of its own, below an import of all exports. */
function sourceOf(exported: readonly Export[]): string {
  const names = exported.map(({ name }) => name);
  const bodies = exported.flatMap(({ name, examples }) =>
    examples.map((example, index) => `export async function ${name}_${index}() {\n${example}\n}`),
  );
  return [`import { ${names.join(', ')} } from './index.ts';`, GIVEN, ...bodies].join('\n');
}

/** The mistakes that the compiler finds in a text, as if it stood beside the index. */
function mistakesIn(source: string, earlier: ts.Program): readonly string[] {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) =>
    path === EXAMPLES
      ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true)
      : (earlier.getSourceFile(path) ?? getSourceFile.call(host, path, ...rest));
  const program = ts.createProgram([EXAMPLES], options, host, earlier);
  const file = program.getSourceFile(EXAMPLES);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map(({ messageText, start = 0 }) => {
    const line = (file && ts.getLineAndCharacterOfPosition(file, start).line) ?? 0;
    return `${source.split('\n')[line]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the exports of src/index.ts', () => {
  const program = ts.createProgram([INDEX], options);
  const exported = exportsOf(program);

  test('each have an example in their doc comment', () => {
    expect(exported.length).toBeGreaterThan(10);
    expect(exported.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
  });

  test('have examples that the compiler accepts', () => {
    expect(mistakesIn(sourceOf(exported), program)).toEqual([]);
  }, 60_000);

  test('would fail this check with an example of a member that does not exist', () => {
    const wrong = exported.map(({ name }) => ({
      name,
      examples: name === 'Secret' ? ["new Secret('x').print();"] : [],
    }));
    expect(mistakesIn(sourceOf(wrong), program)).toEqual([expect.stringContaining("'print' does not exist")]);
  }, 60_000);
});
