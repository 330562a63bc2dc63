import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, valueFromASTUntyped } from 'graphql';

const DIRECTORY = new URL('examples/operations/', import.meta.resolve('#root/package.json'));

export interface Example {
  /** One document. Its first operation is the one that runs unless another one is chosen. */
  readonly query: string;
  /** JSON for the variables pane; empty for none. The page fills `{{new key}}` and `{{in N days}}` in. */
  readonly variables: string;
}

/** The example operations in the order of their file names. */
export function readExamples(): readonly Example[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => {
      const query = textOf(name);
      return { query, variables: variablesBeside(name) ?? defaultsOf(query) };
    });
}

/** Variables that have no default, such as the key of a placement, stand in a file of the same name. */
function variablesBeside(name: string): string | undefined {
  const file = name.replace(/graphql$/, 'json');
  return existsSync(new URL(file, DIRECTORY)) ? textOf(file) : undefined;
}

function defaultsOf(query: string): string {
  const definitions = parse(query).definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? (one.variableDefinitions ?? []) : [],
  );
  const given = definitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  );
  return given.length === 0 ? '' : `${JSON.stringify(Object.fromEntries(given), null, 2)}\n`;
}

function textOf(name: string): string {
  return readFileSync(new URL(name, DIRECTORY), 'utf8');
}
