import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';
import { type Browser, chromiumPath, openChromium } from './support/chromium.ts';

const chromium = chromiumPath();
/** As tracing and Apollo Client add them. */
const ADDED = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, 'apollographql-client-name': 'map' };

describe.skipIf(chromium === undefined)('a page on another loopback port, in Chromium', () => {
  const pages = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('ok'),
  );
  let facade: Facade;
  let browser: Browser;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
    await once(pages.listen(0, '127.0.0.1'), 'listening');
    browser = await openChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    pages.close();
    await facade?.close();
  });

  test.each(['POST', 'GET'])(
    'reads the sandbox by %s without a setting, and the request id with it',
    async (method) => {
      const query = '{ contracts { id } }';
      const page = await browser.context.newPage();
      await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
      const search = method === 'GET' ? `?query=${encodeURIComponent(query)}` : '';
      const body = method === 'GET' ? null : JSON.stringify({ query });
      const answer = await page.evaluate(
        async ({ url, init }) => {
          const response = await fetch(url, init);
          return { requestId: response.headers.get('x-request-id'), body: await response.json() };
        },
        {
          url: `${facade.url}/graphql${search}`,
          init: { method, body, headers: { ...NORTH, ...ADDED, 'content-type': 'application/json' } },
        },
      );
      await page.close();

      expect(answer.body.data.contracts).toHaveLength(3);
      expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
