import { expect } from 'vitest';
import type { Facade } from './facade.ts';

export interface WalkedPage {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
  readonly complete: boolean;
}

/** The fields of a connection that `walk` reads. */
export const PAGE_FIELDS = `
  edges { cursor node { id } }
  nodes { id }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  totalCount
  complete
`;

// biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query
type PageIn = (data: any) => any;

/**
 * All pages of a connection, from the first to the last. It is `contract.page`, or the one that `pageIn` finds; `query`
 * takes `$after`. Rules for every page are checked along the way.
 */
export async function walk(
  facade: Facade,
  query: string,
  pageIn: PageIn = (data) => data.contract.page,
): Promise<readonly WalkedPage[]> {
  const pages: WalkedPage[] = [];
  let after: string | null = null;
  do {
    const { body } = await facade.ask(query, { after });
    expect(body.errors).toBeUndefined();
    const page = pageIn(body.data);
    expect(page.nodes).toEqual(page.edges.map((edge: { node: unknown }) => edge.node));
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    expect(page.pageInfo.startCursor).toBe(page.edges.at(0)?.cursor ?? null);
    pages.push(page);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    expect(pages.length).toBeLessThan(200);
  } while (after !== null);
  return pages;
}

export function idsOf(pages: readonly WalkedPage[]): readonly string[] {
  return pages.flatMap((page) => page.edges.map((edge) => edge.node.id));
}

export function sizesOf(pages: readonly WalkedPage[]): readonly number[] {
  return pages.map((page) => page.edges.length);
}
