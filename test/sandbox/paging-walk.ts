import type { Guesses } from '../../src/sandbox/server.ts';
import { type Caller, read, type Wire } from './caller.ts';

interface Walk {
  readonly guesses: Partial<Guesses>;
  /** Most pages. */
  readonly most: number;
  /** Makes the first request a POST. */
  readonly body?: object | undefined;
}

/** Reads on as a client does who knows how this sandbox leads on: by address, link or position. */
export async function walk(caller: Caller, start: string, { guesses, most, body: first }: Walk): Promise<Wire[]> {
  const pages: Wire[] = [];
  let [path, body] = [start, first];
  while (pages.length < most) {
    const page = await read(body ? caller.post(path, body) : caller.get(path));
    pages.push(page);
    const next = nextOf(page, guesses);
    if (next === undefined) break;
    if (next.body) body = next.merge ? { ...(body ?? Object.fromEntries(queryOf(path))), ...next.body } : next.body;
    else if (next.href) body = undefined;
    if (next.href) path = localPart(next.href);
    else if (body) body = { ...body, ...next.position };
    else path = withPosition(path, next.position ?? {});
  }
  return pages;
}

interface Next {
  readonly href?: string;
  readonly body?: object;
  readonly merge?: boolean;
  readonly position?: object;
}

function nextOf(page: Wire, { listPosition = 'token' }: Partial<Guesses>): Next | undefined {
  const link = page.links?.find(({ rel }: Wire) => rel.toLowerCase() === 'next');
  if (link) return link;
  const next = page.next ?? page.context?.next;
  if (next === undefined || next === null) return undefined;
  if (typeof next === 'object') return { position: next };
  if (/^(https?:|\/)/.test(next)) return { href: next };
  return { position: { [listPosition]: next } };
}

/** An address without its host, and without what a gateway put before it. */
function localPart(href: string): string {
  return href.replace(/^https?:\/\/[^/]+/, '').replace(/^\/internal\/aleph/, '');
}

function queryOf(path: string): URLSearchParams {
  return new URLSearchParams(path.split('?')[1]);
}

function withPosition(path: string, position: object): string {
  const query = queryOf(path);
  for (const [name, value] of Object.entries(position)) query.set(name, String(value));
  return `${path.split('?')[0]}?${query}`;
}
