import { describe, expect, test } from 'vitest';
import { createUrlCipher } from '../../../src/aleph/files/encrypted-urls.ts';

const TEXT = JSON.stringify(['identity', 'contract', 'https://api.satellogic.com/assets/ü', 1]);

describe('an encrypted URL', () => {
  const seals = createUrlCipher();

  test('gives back its text to those who made it', () => {
    expect(seals.open(seals.encrypt(TEXT))).toBe(TEXT);
  });

  test('shows nothing of its text, and is never the same twice', () => {
    const made = Array.from({ length: 100 }, () => seals.encrypt(TEXT));
    expect(new Set(made.map((encrypted) => encrypted.slice(0, 16))).size).toBe(100);
    for (const encrypted of made) {
      expect(encrypted).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Buffer.from(encrypted, 'base64url').toString('latin1')).not.toContain('satellogic');
    }
  });

  test('is nothing to another process, whose key is another', () => {
    expect(createUrlCipher().open(seals.encrypt(TEXT))).toBeUndefined();
  });

  test('opens no more when any one bit of nonce, text or tag is changed', () => {
    const bytes = Buffer.from(seals.encrypt(TEXT), 'base64url');
    for (let at = 0; at < bytes.length * 8; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(seals.open(changed.toString('base64url'))).toBeUndefined();
    }
  });

  test('opens no more when it is cut or lengthened by a byte', () => {
    const bytes = Buffer.from(seals.encrypt(TEXT), 'base64url');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(seals.open(bytes.subarray(0, length).toString('base64url'))).toBeUndefined();
    }
    expect(seals.open(Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'))).toBeUndefined();
  });

  test.each([
    ['padding', (encrypted: string) => `${encrypted}=`],
    ['a space', (encrypted: string) => `${encrypted} `],
    ['a character of no meaning', (encrypted: string) => `%${encrypted}`],
    ['a line break', (encrypted: string) => `${encrypted}\n`],
    ['bits beyond its last byte', (encrypted: string) => encrypted.slice(0, -1) + nextCharacter(encrypted.slice(-1))],
    ['the alphabet of plain base64', (encrypted: string) => encrypted.replaceAll('-', '+').replaceAll('_', '/')],
  ])('is refused when the same bytes are written with %s', (_what, respell) => {
    const encrypted = sealWith(/[-_]/, seals.encrypt);
    expect(Buffer.from(respell(encrypted), 'base64url')).toEqual(Buffer.from(encrypted, 'base64url'));
    expect(seals.open(respell(encrypted))).toBeUndefined();
  });

  test.each(['', 'A', '.', '..', '%2e%2e', 'é', '\0', 'A'.repeat(38), 'A'.repeat(13_000)])(
    'is not what somebody made up: %.40s',
    (text) => {
      expect(seals.open(text)).toBeUndefined();
    },
  );
});

/** A seal of a length with bits to spare, in which these characters occur. */
function sealWith(characters: RegExp, encrypt: (text: string) => string): string {
  for (;;) {
    const encrypted = encrypt('abc');
    if (characters.test(encrypted)) return encrypted;
  }
}

/** Another character that stands for the same leading bits. */
function nextCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) + 1] ?? '';
}
