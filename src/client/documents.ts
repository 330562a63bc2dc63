import { type DocumentNode, print } from 'graphql';

interface Typing<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result;
}

/** A document with the types of its result and variables, as graphql-codegen, gql.tada and this package make it. */
export interface TypedDocument<Result, Variables> extends DocumentNode, Typing<Result, Variables> {}

/** The same as text, from graphql-codegen with `documentMode: 'string'`. */
export interface TypedText<Result, Variables> extends Typing<Result, Variables> {
  toString(): string;
}

export type Document<Result, Variables> = string | TypedDocument<Result, Variables> | TypedText<Result, Variables>;

export function textOf(document: Document<unknown, never>): string {
  return typeof document === 'object' && 'kind' in document ? print(document) : String(document);
}
