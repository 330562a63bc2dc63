import { afterEach, describe, expect, test } from 'vitest';
import { Tokenizer } from '../../src/json/tokenizer.ts';

describe('the tokenizer', () => {
  afterEach(() => Tokenizer.wipe());

  test.each([
    ['a text', '"aaa'],
    ['a number', '1'],
    ['a word', 'tru'],
    ['an object', '{"a":1'],
    ['a list', '[1'],
  ])('ends %s where its own bytes end, whatever was read before', (_what, text) => {
    for (const before of ['a'.repeat(100), '1'.repeat(100), 'e'.repeat(100), `${'1'.repeat(20)}}]"`, ']'.repeat(100)]) {
      new Tokenizer(Buffer.from(`"${before}"`)).noted(0);
      const end = new Tokenizer(Buffer.from(text)).noted(0);
      expect(end).toBe(text === '1' ? 1 : 0);
    }
  });

  test('tells rows with the same names from those with others, wherever in a name they differ', () => {
    for (let length = 1; length < 70; length += 1) {
      for (let at = 0; at < length; at += 1) {
        const name = 'a'.repeat(length);
        const other = `${name.slice(0, at)}b${name.slice(at + 1)}`;
        const rows = [name, other, name].map((one) => `{"${one}":1}`);
        const tokenizer = new Tokenizer(Buffer.from(`[${rows.join()}]`));
        rows.reduce((from) => tokenizer.row(from, 1) + 1, 1);
        const cells = tokenizer.cells();
        expect([cells[0], cells[8], cells[16]]).toEqual([0, 8, 0]);
      }
    }
  });
});
