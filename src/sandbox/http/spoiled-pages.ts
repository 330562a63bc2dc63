import type { Reply } from './replies.ts';
import { type ApiRequest, jsonBody } from './requests.ts';

/** The same page, but its next link leads to `href`. An answer that is no page stays as it is. */
export function withNext(reply: Reply, request: Pick<ApiRequest, 'method' | 'text'>, href: string): Reply {
  const page = jsonBody({ text: String(reply.body) });
  if (typeof page !== 'object' || page === null) return reply;
  if ('links' in page && Array.isArray(page.links)) {
    const others = page.links.filter((link) => link.rel !== 'next');
    const links = [...others, stacLink(request, href)];
    return { ...reply, body: JSON.stringify({ ...page, links }) };
  }
  return 'next' in page ? { ...reply, body: JSON.stringify({ ...page, next: href }) } : reply;
}

/** The same page beside the members of an error. */
export function withError(reply: Reply, error: object): Reply {
  const page = jsonBody({ text: String(reply.body) });
  return { ...reply, body: JSON.stringify({ ...error, ...(Array.isArray(page) ? { results: page } : Object(page)) }) };
}

function stacLink({ method, text }: Pick<ApiRequest, 'method' | 'text'>, href: string) {
  const link = { rel: 'next', type: 'application/geo+json', method, href };
  return method === 'POST' ? { ...link, body: jsonBody({ text }) } : link;
}
