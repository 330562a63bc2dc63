import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readExamples } from '../../src/graphiql/examples.ts';

function operationsOf(document: string): OperationDefinitionNode[] {
  return parse(document).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

describe('the example operations', () => {
  test('come in the order of their files', () => {
    const names = readExamples().map((document) => operationsOf(document)[0]?.name?.value);

    expect(names).toEqual([
      'Everything',
      'CompareArchives',
      'TasksByStatus',
      'CollectionExtent',
      'Receipt',
      'StacSearch',
      'Passes',
      'TaskCaptures',
      'Orders',
    ]);
  });

  test('hold one named query each, which runs without variables', () => {
    for (const document of readExamples()) {
      const [operation, ...others] = operationsOf(document);

      expect(others).toEqual([]);
      expect(operation?.operation).toBe('query');
      expect(operation?.name?.value).toMatch(/^[A-Z]\w+$/);
      for (const variable of operation?.variableDefinitions ?? []) {
        expect(variable.defaultValue, variable.variable.name.value).toBeDefined();
      }
    }
  });

  test('begin with a comment that says what to look at, in lines that fit the editor', () => {
    for (const document of readExamples()) {
      const comment = document.split('\n').filter((line) => line.startsWith('#'));

      expect(document).toMatch(/^# /);
      expect(comment.length).toBeGreaterThan(2);
      for (const line of comment) expect(line.length, line).toBeLessThanOrEqual(50);
    }
  });
});
