import type { ApiRequest } from './http/requests.ts';
import type { World } from './world/world.ts';

const DEFAULT_ROWS = 25;
const MOST_ROWS = 500;

/**
 * One page of a tasking list by `limit` and `offset`. As in Django REST Framework, a limit that is no positive
 * number counts as none, and one too large is cut down without a word.
 */
export function pageOf<Row>(rows: readonly Row[], request: ApiRequest, world: World) {
  const most = Math.min(MOST_ROWS, world.pageLimit);
  const limit = Math.min(wholeNumber(request.query.get('limit')) || DEFAULT_ROWS, most);
  const offset = wholeNumber(request.query.get('offset'));
  const end = offset + limit;
  const link = (start: number) => pageLink(request, world, { limit, offset: start });
  return {
    count: rows.length,
    next: end < rows.length ? link(end) : null,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results: rows.slice(offset, end),
  };
}

function pageLink(request: ApiRequest, { url, guesses }: World, place: { limit: number; offset: number }): string {
  const query = new URLSearchParams(request.query);
  query.set('limit', String(place.limit));
  query.set('offset', String(place.offset));
  const host = guesses.taskingNext === 'absolute' ? url : '';
  return `${host}${request.path}/?${query}`;
}

/** 0 for anything else. */
export function wholeNumber(text: string | null): number {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
}
