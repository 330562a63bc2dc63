import { type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { withCoercedVariables } from '../../src/admission/coercion.ts';
import type { CompiledQueries } from '../../src/execution/compiled-queries.ts';
import { schema } from '../../src/schema/index.ts';

/** Counts no bytes, for tests without a limit on the reply. */
export const uncounted = () => undefined;

/** The compiled query of a document with these variables, and the operation with coerced variables. */
export function compiled(
  compiledQueries: CompiledQueries,
  text: string,
  sent: Record<string, unknown> = {},
  of: GraphQLSchema = schema,
) {
  const document = parse(text);
  const definition = getOperationAST(document);
  if (definition == null) throw new Error('no operation');
  const operation = withCoercedVariables({ schema: of, document, definition, variables: sent });
  return { compiledQuery: compiledQueries.find(operation), ...operation };
}

/** The JSON that a compiled query wrote. */
export async function textOf(writing: Promise<readonly Buffer[]> | undefined): Promise<string | undefined> {
  const written = await writing;
  return written && Buffer.concat(written).toString();
}
