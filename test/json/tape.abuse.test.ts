import { describe, expect, test } from 'vitest';
import { tapeOf } from '../support/inputs/taped.ts';

/** What JSON.parse makes of a text; undefined, which it never makes, where it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('a tape', () => {
  test.each([
    '',
    ' ',
    'nul',
    'nulll',
    'True',
    'NaN',
    'Infinity',
    '-',
    '-Infinity',
    '+1',
    '01',
    '-01',
    '1.',
    '.5',
    '1e',
    '1e+',
    '0x10',
    '1 2',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1',
    '[1}',
    '{"a":1]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '{1:1}',
    '{"a":1 "b":2}',
    '"open',
    '["open]',
    '{"open:1}',
    '{"a":1}}',
    '[]]',
    '[1]x',
    '[1]\u0000',
    '["\u0000"]',
    '["a\u001fb"]',
    '["a\nb"]',
    '["\\"]',
    '["\\x"]',
    '["\\u12g4"]',
    '["\\u123"]',
    '["\\u',
    '["\\\\\\"]',
    '\ufeff[1]',
    '\u00a0[1]',
    '[1]//x',
  ])('refuses %j, as JSON.parse does', (text) => {
    expect(parsed(text)).toBeUndefined();
    expect(tapeOf(text)).toBeUndefined();
  });
});
