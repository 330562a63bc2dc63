import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessOf, createAddressJudge } from '../../src/aleph/addresses.ts';
import { address } from '../support/features.ts';

describe('a judge of many addresses', () => {
  test('finds each to be what it is by itself, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 12 }), (addresses) => {
        const judge = createAddressJudge();
        expect(addresses.map(judge)).toEqual(addresses.map(accessOf));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is not led astray by what follows an origin it knows', () => {
    const judge = createAddressJudge();
    expect(judge('https://api.satellogic.com/a')).toBe('HEADERS');
    expect(judge('https://api.satellogic.com@evil.test/a')).toBe('OPEN');
    expect(judge('https://api.satellogic.com.evil.test/a')).toBe('OPEN');
    expect(judge('https://api.satellogic.com\\@evil.test/a')).toBe('HEADERS');
    expect(judge('https://api.satellogic.com/a?X-Amz-Signature=0')).toBe('SIGNED');
    expect(judge('https://api.satellogic.com/a#?X-Amz-Signature=0')).toBe('HEADERS');
    expect(judge('https://api.satellogic.com/a?X-Amz-\nSignature=0')).toBe('SIGNED');
  });
});
