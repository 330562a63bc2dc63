import { afterEach, expect, test } from 'vitest';
import { type Aleph, createAleph } from '../../src/aleph/client.ts';
import { failureOf, NORTH, pairOf } from '../support/aleph/upstream-aleph.ts';
import { GRANT, sendJson, startUpstream, type Upstream } from '../support/upstream/upstream.ts';

const PAGE = JSON.stringify({
  features: [{ id: 'a', collection: 'l0', properties: { platform: 'newsat48', gsd: 0.7 }, bbox: [1, 2, 1.1, 2.1] }],
  numberMatched: 9,
  links: [{ rel: 'next', body: { token: 'more' } }],
});
const ITEM = { itemId: 'a', collectionId: 'l0', platform: 'newsat48', gsd: 0.7, bbox: [1, 2, 1.1, 2.1] };

let upstream: Upstream;
let aleph: Aleph;

afterEach(async () => {
  await aleph.close();
  await upstream.close();
});

/** Both searches, where each is answered with this text. */
async function searchAnswering(text: string, contentType = 'application/geo+json') {
  upstream = await startUpstream(({ url }, response) => {
    if (url.startsWith('/oauth')) return sendJson(response, GRANT);
    response.writeHead(200, { 'content-type': contentType }).end(text);
  });
  aleph = createAleph({ apiUrl: upstream.url, tokenUrl: `${upstream.url}/oauth/token`, audience: 'a' });
  const client = aleph.connect({ credentials: pairOf('sandbox-north') });
  const box = { bbox: [1, 2, 3, 4], start: '2026-01-01', end: '2026-01-02' } as const;
  return [() => client.listArchive(NORTH, box), () => client.searchItems(NORTH, { limit: 5 })] as const;
}

test.each([
  ['plain text', PAGE, true],
  ['a mark of its byte order', `\ufeff${PAGE}`, true],
  ['lines', JSON.stringify(JSON.parse(PAGE), null, 2), false],
  ['escapes', PAGE.replace('newsat48', 'news\\u0061t48'), true],
  ['a name with escapes', PAGE.replace('platform', 'pl\\u0061tform'), false],
])(
  'a page with %s is read, and its items know what was written where they come from a tape',
  async (_what, text, isTaped) => {
    const [inArchive, inStac] = await searchAnswering(text);
    const [page, stacPage] = [await inArchive(), await inStac()];
    expect(page.matched).toBe(9);
    expect(stacPage).toMatchObject({ matched: 9, next: { token: 'more' }, broken: false });
    for (const [item] of [page.items, stacPage.items]) {
      expect(item).toMatchObject(ITEM);
      expect(item?.copyRaw?.(['bbox'], 0, { addRange: () => undefined })).toBe(isTaped || undefined);
    }
    expect(upstream.received.map(({ url }) => url)).toEqual([
      '/oauth/token',
      '/archive/search',
      '/archive/stac/search',
    ]);
  },
);

test.each([
  ['cut short', PAGE.slice(0, -1), 'application/json', 'NOT_JSON'],
  ['followed by more', `${PAGE},`, 'application/json', 'NOT_JSON'],
  ['a page of HTML', PAGE, 'text/html', 'NOT_JSON'],
  ['no list', '{"features":{}}', 'application/json', 'SHAPE'],
])('an answer that is %s is refused', async (_what, text, contentType, reason) => {
  for (const search of await searchAnswering(text, contentType)) {
    expect(await failureOf(search())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason });
  }
});
