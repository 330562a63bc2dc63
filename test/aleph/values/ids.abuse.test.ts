import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkContractId, contractHeader, pathSegment } from '../../../src/aleph/values/ids.ts';

const HOSTILE = [
  '',
  ' ',
  '.',
  '..',
  '../secret',
  'a/b',
  'a%2fb',
  'a?b',
  'a#b',
  'a\\b',
  'a b',
  'a,b',
  'a;b',
  'a\r\nX-Evil: 1',
  'a\u0000',
  'ä',
  '-a',
  '.a',
  'a\n',
];

describe('a contract id', () => {
  test.each(['cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12', 'contract-123', 'A', 'a_b:c', 'a'.repeat(128)])(
    '%s may go into a header',
    (id) => {
      expect(checkContractId(id)).toBe(id);
    },
  );

  test.each([...HOSTILE, 'a'.repeat(129), 'a@b', 'a~b'])('%j is refused, and not repeated', (id) => {
    expect(() => checkContractId(id, 'contractId')).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argumentPath: ['contractId'],
        message: 'contractId: a contract id has letters, digits and . _ : - only, at most 128.',
      }),
    );
  });
});

describe('a contract id that Aleph lists', () => {
  test.each(['cont.a b', 'a,b', 'a/b', '(x)', '..', '~', 'a'.repeat(256)])(
    '%j goes into a header as it stands',
    (id) => {
      expect(contractHeader(id)).toBe(id);
    },
  );

  test.each(['', ' ', ' a', 'a ', 'a\r\nX-Evil: 1', 'a\n', 'a\tb', 'a\u0000', 'ä', '😀', 'a'.repeat(257)])(
    '%j is not sent, and not repeated',
    (id) => {
      expect(() => contractHeader(id)).toThrow(
        expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.not.stringContaining('X-Evil') }),
      );
    },
  );
});

describe('an id in a path', () => {
  test.each([
    ['l1d-sr', 'l1d-sr'],
    ['20230130_010126_SN24_QUICKVIEW_VISUAL_1_1_3_SATL-2KM-55S_308_5798', undefined],
    ['a:b@c+d', 'a%3Ab%40c%2Bd'],
    ['0003/83', '0003%2F83'],
    ['../secret', '..%2Fsecret'],
    ['a%2fb', 'a%252fb'],
    ['a b?c#d', 'a%20b%3Fc%23d'],
    ['ä', '%C3%A4'],
    ['a'.repeat(1_000), undefined],
  ])('%s becomes one segment', (id, segment = id) => {
    expect(pathSegment(id, 'collectionId')).toBe(segment);
  });

  test.each(['', '.', '..', 'a\r\nX-Evil: 1', 'a\n', 'a\u0000', '\ud800', 'a'.repeat(1_001)])(
    '%j is refused rather than cleaned',
    (id) => {
      expect(() => pathSegment(id, 'collectionId')).toThrow(
        expect.objectContaining({ code: 'BAD_USER_INPUT', argumentPath: ['collectionId'] }),
      );
    },
  );

  test('stays below its collection whatever text it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        let segment: string;
        try {
          segment = pathSegment(id, 'id');
        } catch {
          return;
        }
        const url = new URL(`https://api.test/archive/stac/collections/${segment}`);
        expect([url.pathname.split('/').length, url.search, url.hash]).toEqual([5, '', '']);
        expect(decodeURIComponent(url.pathname.split('/')[4] ?? '')).toBe(id);
      }),
    );
  });
});
