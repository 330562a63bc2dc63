import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHmacSha256 } from '../../src/aleph/hmac.ts';

describe('an HMAC', () => {
  test('is the one that the platform makes, whatever came before it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 300 })),
        (key, texts) => {
          const hmac = createHmacSha256(key);
          const expected = texts.map((text) => createHmac('sha256', key).update(text).digest('hex'));
          expect(texts.map(hmac)).toEqual(expected);
        },
      ),
    );
  });

  test('is not made under a key that would have to be hashed first', () => {
    expect(() => createHmacSha256(Buffer.alloc(65))).toThrow(RangeError);
  });
});
