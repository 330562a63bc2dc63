import type { Document } from './documents.ts';
import { FacadeError, facadeErrorOf } from './errors.ts';

/** A page of any listing. Select `complete`, `skipped` and `pageInfo`: without them, missing rows would go unnoticed. */
export interface Connection<Row> {
  readonly nodes?: readonly Row[];
  readonly edges?: readonly { readonly node: Row }[];
  readonly complete: boolean;
  readonly skipped: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** A client of this package, or a GraphQLClient of graphql-request. */
export interface Requester {
  request(document: never, variables: never): Promise<unknown>;
}

/**
 * Every row of a listing. The next page is asked for when the last one is used up. The document sends `$after` on to the
 * listing. Throws a FacadeError where a row is missing, or a request fails.
 *
 * @example
 * const pick = ({ contract }: TasksQuery) => contract?.tasks;
 * for await (const task of everyRow(client, TasksDocument, { contractId }, pick)) console.log(task.name);
 */
export async function* everyRow<Row, Result, Variables extends { readonly after?: string | null | undefined }>(
  client: Requester,
  document: Document<Result, Variables>,
  variables: Variables,
  pick: (data: Result) => Connection<Row> | null | undefined,
): AsyncGenerator<Row, void, undefined> {
  const seen = new Set<unknown>([variables.after]);
  for (let { after } = variables; ; ) {
    const data = await client.request(document as never, { ...variables, after } as never).catch((error: unknown) => {
      throw facadeErrorOf(error);
    });
    const page = checked(pick(data as Result));
    yield* rowsOf(page);
    const { hasNextPage, endCursor } = page.pageInfo;
    // A page may end early where more comes after it.
    if (!page.complete && !hasNextPage) throw missing('Aleph broke the listing off.');
    if (!hasNextPage) return;
    if (!endCursor || seen.has(endCursor)) throw missing('the cursor of the next page is missing, or has come before.');
    seen.add(endCursor);
    after = endCursor;
  }
}

function checked<Row>(page: Connection<Row> | null | undefined): Connection<Row> {
  if (!page) throw missing('the reply has no page where one was expected.');
  const { complete, skipped, pageInfo } = page;
  if (typeof complete !== 'boolean' || typeof skipped !== 'number' || typeof pageInfo?.hasNextPage !== 'boolean') {
    throw missing('select complete, skipped and pageInfo { hasNextPage endCursor }, or missing rows go unnoticed.');
  }
  if (skipped > 0) throw missing(`${skipped} rows of a page cannot be read.`);
  return page;
}

function rowsOf<Row>({ nodes, edges }: Connection<Row>): readonly Row[] {
  const rows = nodes ?? edges?.map(({ node }) => node);
  if (!rows) throw missing('select nodes or edges { node }.');
  return rows;
}

function missing(rule: string): FacadeError {
  return new FacadeError(`ROWS_MISSING: ${rule}`, { code: 'ROWS_MISSING', retryable: false });
}
