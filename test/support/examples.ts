import { Kind, parse, print, separateOperations } from 'graphql';
import { readExamples } from '../../src/graphiql/examples.ts';

export interface ExampleOperation {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The operation with its fragments, and nothing else of its document. */
  readonly text: string;
  /** As a tab has them that opens now. */
  readonly variables: Record<string, unknown>;
}

const DAY_MS = 86_400_000;

/** Every operation of the examples. `key` is that of their placements. */
export function exampleOperations(key = 'key-of-examples'): readonly ExampleOperation[] {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const days = (_: string, count: string) => new Date(today + Number(count) * DAY_MS).toISOString();
  return readExamples().flatMap(({ query, variables: text }) => {
    const filled = text.replaceAll('{{new key}}', key).replaceAll(/\{\{in (\d+) days\}\}/g, days);
    const variables = filled === '' ? {} : JSON.parse(filled);
    return Object.entries(separateOperations(parse(query))).map(([name, document]) => {
      const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
      return { name, kind: operation?.operation ?? 'query', text: print(document), variables };
    });
  });
}
