import { type ExecutionResult, graphql } from 'graphql';
import type { AlephClient } from '../../../src/aleph/client.ts';
import { createContext } from '../../../src/resolvers/context.ts';
import { schema } from '../../../src/schema/index.ts';

// Tests read into results freely; a wrong guess fails them.
// biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query
type AnyData = any;

/** Runs a query over a client, without the server. */
export async function executeOver(
  aleph: AlephClient,
  source: string,
): Promise<{ data: AnyData; errors: ExecutionResult['errors'] }> {
  const { data, errors } = await graphql({ schema, source, contextValue: createContext(aleph) });
  // graphql-js makes objects without a prototype, which compare as different from literals.
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors };
}
