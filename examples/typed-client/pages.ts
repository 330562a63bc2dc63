interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly complete: boolean;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/**
 * Every row of a listing; asks for the next page when the last one is used up. Throws when the server leaves a page out, or
 * cannot read the listing to its end.
 */
export async function* everyRow<Row>(
  readPage: (after: string | null) => Promise<Connection<Row> | null | undefined>,
): AsyncGenerator<Row, void> {
  let after: string | null = null;
  do {
    const page = await readPage(after);
    if (!page) throw new Error('The listing broke off: the server left out a page.');
    yield* page.nodes;
    const { hasNextPage, endCursor } = page.pageInfo;
    // A page may end early where there is more behind it.
    if (!hasNextPage && !page.complete) throw new Error('The listing broke off: what is left cannot be read.');
    after = (hasNextPage && endCursor) || null;
  } while (after !== null);
}
