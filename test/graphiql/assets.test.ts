import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGraphiql } from '../../src/graphiql/graphiql.ts';
import type { PageSource } from '../../src/http/page-source.ts';

const LARGEST_FIRST_LOAD = 3_000_000;

describe('an asset of the GraphiQL page', () => {
  let graphiql: PageSource;
  let paths: Map<string, string>;

  beforeAll(() => {
    graphiql = createGraphiql({ endpoint: '/graphql' });
    const body = String(graphiql.page().body);
    const found = body.match(/\/graphiql\/[^"]+/g) ?? [];
    paths = new Map(found.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
  });

  const pathOf = (name: string) => paths.get(name) ?? `no ${name} in the page`;

  test.each([
    ['main.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
    ['mark.svg', 'image/svg+xml'],
    ['graphiql.js', 'text/javascript; charset=utf-8'],
    ['graphiql.css', 'text/css; charset=utf-8'],
    ['graphql.worker.js', 'text/javascript; charset=utf-8'],
  ])('%s is kept for ever by the browser and typed %s', async (name, contentType) => {
    const reply = await graphiql.asset(pathOf(name), 'gzip', undefined);

    expect(reply?.status).toBe(200);
    expect(reply?.headers).toMatchObject({
      'Content-Type': contentType,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
    });
    expect(reply?.headers['ETag']).toBeTruthy();
  });

  test('is gzipped for a browser that takes gzip and plain for one that does not', async () => {
    const gzipped = await graphiql.asset(pathOf('graphiql.js'), 'gzip, deflate, br', undefined);
    const plain = await graphiql.asset(pathOf('graphiql.js'), undefined, undefined);
    const refused = await graphiql.asset(pathOf('graphiql.js'), 'gzip;q=0, br', undefined);
    const butGzip = await graphiql.asset(pathOf('graphiql.js'), 'gzip;q=0, *', undefined);

    expect(gzipped?.headers['Content-Encoding']).toBe('gzip');
    expect(plain?.headers).not.toHaveProperty('Content-Encoding');
    expect(refused?.headers).not.toHaveProperty('Content-Encoding');
    expect(butGzip?.headers).not.toHaveProperty('Content-Encoding');
    expect(gunzipSync(Buffer.from(gzipped?.body ?? '')).equals(Buffer.from(plain?.body ?? ''))).toBe(true);
    expect(String(plain?.body)).toContain('renderYogaGraphiQL');
  });

  test('answers 304 without a body when the browser has it', async () => {
    const first = await graphiql.asset(pathOf('main.js'), 'gzip', undefined);
    const again = await graphiql.asset(pathOf('main.js'), 'gzip', first?.headers['ETag']);
    const other = await graphiql.asset(pathOf('main.js'), 'gzip', '"something-else"');

    expect(again?.status).toBe(304);
    expect(again).not.toHaveProperty('body');
    expect(other?.status).toBe(200);
  });

  test.each([
    '/graphiql/',
    '/graphiql/main.js',
    '/graphiql/0000000000000000/main.js',
    '/graphiql/../package.json',
    '/graphql',
  ])('is undefined at %s, which is not ours', async (path) => {
    expect(await graphiql.asset(path, 'gzip', undefined)).toBeUndefined();
  });

  test('is compressed once, however often it is asked for', async () => {
    const [one, two] = await Promise.all([
      graphiql.asset(pathOf('graphiql.css'), 'gzip', undefined),
      graphiql.asset(pathOf('graphiql.css'), 'gzip', undefined),
    ]);

    expect(one?.body).toBe(two?.body);
  });

  test('is unzipped once, however often it is asked for without gzip', async () => {
    const one = await graphiql.asset(pathOf('graphiql.css'), 'identity', undefined);
    const two = await graphiql.asset(pathOf('graphiql.css'), 'identity', undefined);

    expect(one?.body).toBeDefined();
    expect(one?.body).toBe(two?.body);
  });

  test('and all others come to at most 3 MB on the wire', async () => {
    const replies = await Promise.all([...paths.values()].map((path) => graphiql.asset(path, 'gzip', undefined)));
    const bytes = replies.map((reply) => Buffer.byteLength(reply?.body ?? ''));

    expect(Math.min(...bytes)).toBeGreaterThan(0);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST_FIRST_LOAD);
  });
});
