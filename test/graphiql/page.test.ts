import { describe, expect, test } from 'vitest';
import { createGraphiql } from '../../src/graphiql/graphiql.ts';
import type { Page } from '../../src/http/page-source.ts';

function directives(page: Page): Map<string, string> {
  const policy = page.headers['Content-Security-Policy'] ?? '';
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

function configOf(page: Page): Record<string, unknown> {
  const text = /<script type="application\/json" id="config">([^<]*)<\/script>/.exec(String(page.body))?.[1];
  return JSON.parse(text ?? '') as Record<string, unknown>;
}

describe('the GraphiQL page', () => {
  test('is HTML that no cache keeps and no address is told of', () => {
    const page = createGraphiql({ endpoint: '/graphql' }).page();

    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  test('lets nothing come from another origin, and nobody frame it', () => {
    const policy = directives(createGraphiql({ endpoint: '/graphql' }).page());

    for (const name of ['default-src', 'script-src', 'worker-src', 'connect-src']) {
      expect(policy.get(name), name).toBe("'self'");
    }
    for (const name of ['img-src', 'font-src']) {
      expect(policy.get(name), name).toBe("'self' data:");
    }
    for (const name of ['frame-ancestors', 'base-uri', 'form-action', 'object-src']) {
      expect(policy.get(name), name).toBe("'none'");
    }
  });

  test('lets pictures alone come from known origins, and from that of the map tiles', () => {
    const tilesUrl = 'https://tiles.example/{z}/{x}/{y}.png?key=1';
    const pictureOrigins = ['https://pictures.example', 'https://tiles.example'];
    const page = createGraphiql({ endpoint: '/graphql', tilesUrl, pictureOrigins }).page();
    const { 'img-src': pictures, ...others } = Object.fromEntries(directives(page));
    const { 'img-src': _, ...usual } = Object.fromEntries(directives(createGraphiql({ endpoint: '/graphql' }).page()));

    expect(pictures).toBe("'self' data: https://pictures.example https://tiles.example");
    expect(others).toEqual(usual);
    expect(configOf(page)['map']).toEqual({ tilesUrl, pictureOrigins });
  });

  test('has no inline script, style or handler', () => {
    const body = String(createGraphiql({ endpoint: '/graphql' }).page().body);
    const scripts = [...body.matchAll(/<script([^>]*)>([^<]*)</g)];

    expect(scripts.map(([, attributes]) => attributes?.includes('src=') ?? false)).toEqual([false, true]);
    expect(scripts[0]?.[1]).toContain('type="application/json"');
    expect(scripts[1]?.[2]).toBe('');
    expect(body).not.toMatch(/<style|\son[a-z]+=|javascript:/);
  });

  test('loads nothing from another origin', () => {
    const body = String(createGraphiql({ endpoint: '/graphql' }).page().body);
    const addresses = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);

    expect(addresses.length).toBeGreaterThan(5);
    for (const address of addresses) expect(address).toMatch(/^\/graphiql\//);
  });

  test('carries its configuration without a character that could end the script element', () => {
    const hostile = '</script><script>alert(1)</script><!--';
    const page = createGraphiql({
      endpoint: hostile,
      sandboxCredentials: [{ clientId: hostile, clientSecret: hostile }],
    }).page();

    expect(String(page.body)).not.toContain('alert(1)</script>');
    expect(configOf(page)).toMatchObject({
      endpoint: hostile,
      sandbox: [{ clientId: hostile, clientSecret: hostile }],
    });
  });

  test('knows no credentials outside sandbox mode', () => {
    const page = createGraphiql({ endpoint: '/graphql' }).page();

    expect(configOf(page)['sandbox']).toEqual([]);
    expect(String(page.body)).not.toContain('sandbox-');
  });

  test('gives every control of the credentials bar a label', () => {
    const body = String(createGraphiql({ endpoint: '/graphql' }).page().body);
    const controls = [...body.matchAll(/<(?:input|select) id="([^"]+)"/g)].map(([, id]) => id);

    expect(controls).toEqual(['mode', 'client-id', 'client-secret', 'token']);
    for (const id of controls) expect(body).toMatch(new RegExp(`<label for="${id}">[^<]+</label>`));
  });
});
