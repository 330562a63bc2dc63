interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** Every row of a listing; asks for the next page when the last one is used up. Throws when the server leaves one out. */
export async function* everyRow<Row>(
  readPage: (after: string | null) => Promise<Connection<Row> | null | undefined>,
): AsyncGenerator<Row, void> {
  let after: string | null = null;
  do {
    const page = await readPage(after);
    if (!page) throw new Error('The listing broke off: the server left out a page.');
    yield* page.nodes;
    after = (page.pageInfo.hasNextPage && page.pageInfo.endCursor) || null;
  } while (after !== null);
}
