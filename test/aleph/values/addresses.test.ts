import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessOf, createAddressJudge } from '../../../src/aleph/values/addresses.ts';
import { address } from '../../support/inputs/features.ts';

describe('a judge of many addresses', () => {
  test('finds each to be what it is by itself, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 12 }), (addresses) => {
        const judge = createAddressJudge();
        expect(addresses.map((one) => judge.accessOf(one))).toEqual(addresses.map(accessOf));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is not led astray by what follows an origin it knows', () => {
    const judge = createAddressJudge();
    expect(judge.accessOf('https://api.satellogic.com/assets/a')).toBe('HEADERS');
    expect(judge.accessOf('https://api.satellogic.com/a')).toBe('OPEN');
    expect(judge.accessOf('https://api.satellogic.com@evil.test/assets/a')).toBe('UNKNOWN');
    expect(judge.accessOf('https://api.satellogic.com.evil.test/assets/a')).toBe('OPEN');
    expect(judge.accessOf('https://api.satellogic.com\\@evil.test/assets/a')).toBe('UNKNOWN');
    expect(judge.accessOf('https://api.satellogic.com/assets/../a')).toBe('UNKNOWN');
    expect(judge.accessOf('https://api.satellogic.com/assets/a?X-Amz-Signature=0')).toBe('SIGNED');
    expect(judge.accessOf('https://api.satellogic.com/assets/a#?X-Amz-Signature=0')).toBe('HEADERS');
    expect(judge.accessOf('https://api.satellogic.com/assets/a?X-Amz-\nSignature=0')).toBe('SIGNED');
  });

  test('takes an address in a text for followable only when it is, as the last one was', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 12 }), (addresses) => {
        const judge = createAddressJudge();
        for (const one of addresses) {
          const isFollowable = judge.isAsFollowable(Buffer.from(`"${one}"`), 1);
          if (isFollowable) expect(accessOf(one)).not.toBe('UNKNOWN');
          expect(judge.accessOf(one)).toBe(accessOf(one));
        }
      }),
      { numRuns: 5_000 },
    );
    const judge = createAddressJudge();
    const text = Buffer.from('"https://cdn.test/b.tif"');
    expect(judge.isAsFollowable(text, 1)).toBe(false);
    judge.accessOf('https://cdn.test/a.tif');
    expect(judge.isAsFollowable(text, 1)).toBe(true);
    judge.accessOf('s3://cdn.test/a.tif');
    judge.accessOf('http://cdn.test/a.tif');
    expect(judge.isAsFollowable(Buffer.from('"http://cdn.test/b.tif"'), 1)).toBe(false);
  });
});
