import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readExamples } from '../../src/graphiql/examples.ts';

const FOLDER = new URL('../../examples/operations/', import.meta.url);

function operationsOf(document: string): OperationDefinitionNode[] {
  return parse(document).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

describe('the example operations', () => {
  test('come in the order of their files, which are numbered, and begin with everything at once', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
    const byNumber = files.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
    const documents = readExamples().map(({ query }) => query);

    expect(byNumber.map((file) => Number.parseInt(file, 10))).toEqual(byNumber.map((_, index) => index + 1));
    expect(documents).toEqual(byNumber.map((file) => readFileSync(new URL(file, FOLDER), 'utf8')));
    expect(documents.length).toBeGreaterThan(8);
    const names = documents.map((document) => operationsOf(document)[0]?.name?.value);
    expect(names[0]).toBe('Everything');
    expect(new Set(names).size).toBe(names.length);
  });

  test('open on a named query, and have values for every variable', () => {
    for (const { query, variables } of readExamples()) {
      const operations = operationsOf(query);
      const values: object = variables === '' ? {} : JSON.parse(variables);

      expect(operations[0]?.operation).toBe('query');
      for (const { name } of operations) expect(name?.value).toMatch(/^[A-Z]\w+$/);
      const names = operations.flatMap(({ variableDefinitions = [] }) =>
        variableDefinitions.map((one) => one.variable.name.value),
      );
      expect(Object.keys(values).sort()).toEqual([...new Set(names)].sort());
    }
  });

  test('have a new key for each tab where they place something, and a document that runs without the pane elsewhere', () => {
    for (const { query, variables } of readExamples()) {
      const operations = operationsOf(query);
      const places = operations.some(({ operation }) => operation === 'mutation');
      expect(variables.includes('"idempotencyKey": "{{new key}}"')).toBe(places);
      if (places) continue;
      for (const { variable, defaultValue } of operations.flatMap((one) => one.variableDefinitions ?? [])) {
        expect(defaultValue, variable.name.value).toBeDefined();
      }
    }
  });

  test('begin with a comment that says what to look at, in lines that fit the editor', () => {
    for (const { query: document } of readExamples()) {
      const comment = document.split('\n').filter((line) => line.startsWith('#'));

      expect(document).toMatch(/^# /);
      expect(comment.length).toBeGreaterThan(2);
      for (const line of comment) expect(line.length, line).toBeLessThanOrEqual(50);
    }
  });
});
