import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preferredCoding } from '../../src/http/compression.ts';
import { replyType, wantsHtml } from '../../src/http/negotiation.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { graphqlRequest, sendRaw } from '../support/facade/http.ts';

/** What still fits among the 16 KiB that Node takes as headers. */
const LONG = 12_000;
/** What hostile headers are put together from. */
const PIECES = [
  ...['application/json', 'application/graphql-response+json', '*/*', 'text/html', '*', 'gzip', 'br', 'identity'],
  ...['q=', 'q=0', 'q=1', 'q=.5', 'q=NaN', 'q=1e999', 'q=-1', 'charset=', 'utf-8', '__proto__', 'constructor'],
  ...[',', ';', '=', '/', '"', '\\', ' ', '\t', 'é', ';x="'],
];
const CODINGS = [undefined, 'br', 'gzip'];

describe('an Accept and an Accept-Encoding', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  afterAll(() => facade.close());

  test.each([
    ...PIECES.map((piece) => [`of ${JSON.stringify(piece)} over and over`, piece.repeat(LONG / piece.length)]),
    ...PIECES.map((piece) => [`of many ${JSON.stringify(piece)}`, `${piece},`.repeat(LONG / (piece.length + 1))]),
    ...PIECES.map((piece) => [`of a type with many ${JSON.stringify(piece)}`, `a/b${`;${piece}`.repeat(300)}`]),
    ['with quotes left open', `a/b;x="${' '.repeat(LONG)}`],
    ['with many spaces before a weight', `a/b;q${' '.repeat(LONG)}=0`],
    ['with many spaces behind a charset', `a/b;charset=utf-8${' '.repeat(LONG)}x`],
    ['with a weight of many digits', `a/b;q=0.${'0'.repeat(LONG)}x`],
  ])('%s are read', async (_, value = '') => {
    const { status } = await sendRaw(facade.url, graphqlRequest('{ __typename }', [`Accept: ${value}`]));
    expect([200, 406]).toContain(status);
    expect(CODINGS).toContain(preferredCoding(value));
  });

  test('of over 1,024 characters are not read: the reply is plain JSON, and not compressed', () => {
    const long = `application/graphql-response+json, ${' '.repeat(1_024)}, text/html`;
    const request = { headers: { accept: long } } as IncomingMessage;
    expect(replyType(request)).toBe('application/json; charset=utf-8');
    expect(wantsHtml(request)).toBe(false);
    expect(preferredCoding(`gzip, ${' '.repeat(1_024)}`)).toBeUndefined();
  });

  test('of any text are read', () => {
    const header = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(header, (value) => {
        const request = { headers: { accept: value } } as IncomingMessage;
        expect(replyType(request)).toMatch(/^application\/(json|graphql-response\+json); charset=utf-8$/);
        expect(wantsHtml(request)).toBeTypeOf('boolean');
        expect(CODINGS).toContain(preferredCoding(value));
      }),
      { numRuns: 2_000 },
    );
  });
});
