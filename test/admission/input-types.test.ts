import { buildSchema, type GraphQLInputType, isInputType, parseType, typeFromAST } from 'graphql';
import { describe, expect, test } from 'vitest';
import { expectationOf, typeAt } from '../../src/admission/input-types.ts';

const SCHEMA = buildSchema(`
  enum Colour { RED GREEN }
  input Size { width: Int!, height: Int, next: [Size!] }
  type Query { a(size: Size, colour: Colour): Int }
`);

function inputType(text: string): GraphQLInputType {
  const type = typeFromAST(SCHEMA, parseType(text));
  if (!isInputType(type)) throw new Error(`no input type: ${text}`);
  return type;
}

describe('what a type takes', () => {
  test.each([
    ['Int!', 'expected Int!.'],
    ['[String!]', 'expected [String!].'],
    ['Colour!', 'expected Colour!, one of RED, GREEN.'],
    ['[Colour]', 'expected [Colour], one of RED, GREEN.'],
    ['Size', 'expected Size with width: Int!, height: Int, next: [Size!] and no other members.'],
  ])('is said of %s as "%s"', (type, text) => {
    expect(expectationOf(inputType(type))).toBe(text);
  });
});

describe('the type at a path', () => {
  test.each([
    ['Size!', [], 'Size!'],
    ['Size!', ['width'], 'Int!'],
    ['[Size!]!', [3], 'Size!'],
    ['[Size!]!', [3, 'next', 0, 'height'], 'Int'],
    ['[[Int]]', [0, 1], 'Int'],
    ['Size', ['next', 'width'], 'Int!'],
    ['Size', ['unknown'], 'Size'],
    ['Int', ['width'], 'Int'],
  ])('in %s at %j is %s', (type, path, found) => {
    expect(String(typeAt(inputType(type), path))).toBe(found);
  });
});
