import type { Reply } from './replies.ts';
import { type ApiRequest, header } from './requests.ts';

/**
 * The file as the request's Range wants it: whole, a part with 206, or 416 when there is no such part. Several parts
 * at once, and what is no range, get the whole file, as RFC 9110 allows.
 */
export function ranged(reply: Reply & { readonly body: Buffer }, request: ApiRequest): Reply {
  const size = reply.body.length;
  const headers = { ...reply.headers, 'accept-ranges': 'bytes' };
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header(request.headers, 'range') ?? '') ?? [];
  const isReversed = first !== '' && last !== '' && Number(first) > Number(last);
  if ((first === '' && last === '') || isReversed) return { ...reply, headers };
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: Buffer.alloc(0) };
  }
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${size}` },
    body: reply.body.subarray(start, end),
  };
}
