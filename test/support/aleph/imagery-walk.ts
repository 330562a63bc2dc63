import {
  IMAGERY_START,
  type ImageryPage,
  type ImageryPageRequest,
  readImageryPage,
} from '../../../src/aleph/imagery/imagery.ts';
import type { ImagerySearch } from '../../../src/aleph/imagery/imagery-parts.ts';
import type { Search } from '../sandbox/brute-force.ts';
import { NORTH, type UpstreamAleph } from './upstream-aleph.ts';

export interface Walking extends Partial<Pick<ImageryPageRequest, 'first'>>, Partial<Pick<ImagerySearch, 'route'>> {
  readonly through: UpstreamAleph;
}

/** All pages in order, each read by an operation of its own. */
export async function walkImagery(
  search: Search,
  { through, first = 200, route = 'stac' }: Walking,
): Promise<ImageryPage[]> {
  const pages: ImageryPage[] = [];
  const request = { search: { contractId: NORTH, route, ...search }, filter: {}, first } as const;
  for (let from = IMAGERY_START; ; ) {
    const page = await readImageryPage(through.connect(), { ...request, from });
    pages.push(page);
    if (!page.hasMore) return pages;
    from = page.end;
  }
}

export function idsOf(pages: readonly ImageryPage[]): readonly string[] {
  return pages.flatMap(({ rows }) => rows.map(({ item }) => item.itemId));
}
