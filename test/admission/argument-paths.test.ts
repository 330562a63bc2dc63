import { type ASTNode, BREAK, type DocumentNode, Kind, parse, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { argumentPathTo, argumentPathToVariable } from '../../src/admission/argument-paths.ts';

/** The value 7 in a document: what the tests look for. */
function seven(document: DocumentNode): ASTNode {
  let found: ASTNode | undefined;
  visit(document, {
    IntValue(node) {
      if (node.value !== '7') return undefined;
      found = node;
      return BREAK;
    },
  });
  if (found === undefined) throw new Error('no 7');
  return found;
}

describe('the path to a value', () => {
  test.each([
    ['{ a(first: 7) }', ['first']],
    ['{ a(other: 1, first: 7, more: 2) }', ['first']],
    ['{ a(filter: { x: 1, size: { y: 2, min: 7 } }) }', ['filter', 'size', 'min']],
    ['{ a(ids: [1, 7]) }', ['ids', 1]],
    ['{ a(rules: [{ x: 1 }, { any: [1, 2, { of: 7 }] }]) }', ['rules', 1, 'any', 2, 'of']],
    ['{ b a { c(first: 1) { d(second: 7) } } }', ['second']],
    ['query { ...F } fragment F on T { a(first: 7) }', ['first']],
    ['{ a @d(if: 7) }', ['if']],
    ['query ($v: T = 7) { a(x: 1, first: $v) }', ['first']],
    ['query ($v: T = { min: [0, 7] }) { a(filter: { size: $v }) }', ['filter', 'size', 'min', 1]],
    ['query ($v: T = 7) { a }', []],
  ])('in %s is %j', (text, path) => {
    const document = parse(text);
    expect(argumentPathTo(document, seven(document))).toEqual(path);
  });

  test('of what stands in no argument is empty', () => {
    const document = parse('{ a(first: 1) { b } }');
    const field = document.definitions[0];
    if (field === undefined) throw new Error('no definition');
    expect(argumentPathTo(document, field)).toEqual([]);
    expect(argumentPathTo(document, { kind: Kind.INT, value: '1' })).toEqual([]);
  });
});

describe('the path to a variable', () => {
  test.each([
    ['query ($v: T) { a(other: $w, first: $v) }', ['first']],
    ['query ($v: T) { a(filter: { x: $w, size: $v }) }', ['filter', 'size']],
    ['query ($v: T) { a(box: [1, $v]) }', ['box', 1]],
    ['query ($v: T) { a(first: $v) b(last: $v) }', ['first']],
    ['query ($w: T, $v: T = 1) { a(first: $w) }', []],
  ])('in %s is %j', (text, path) => {
    expect(argumentPathToVariable(parse(text), 'v')).toEqual(path);
  });
});
