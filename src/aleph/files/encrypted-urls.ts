import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts and authenticates texts that clients carry in URLs. */
export interface UrlCipher {
  /** Base64url; a different text on each call. */
  encrypt(text: string): string;
  /** The plain text; undefined for a text that `encrypt` did not return, byte for byte. */
  open(encrypted: string): string | undefined;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LONGEST_ENCRYPTED = 12_288;

/** The key never leaves this process, so no other process opens its URLs, nor does the same one after a restart. */
export function createUrlCipher(): UrlCipher {
  const key = randomBytes(KEY_BYTES);
  return {
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, hidden, cipher.getAuthTag()]).toString('base64url');
    },
    open(encrypted) {
      if (encrypted.length > LONGEST_ENCRYPTED) return undefined;
      const bytes = Buffer.from(encrypted, 'base64url');
      // Node skips characters that are no base64url, so other texts decode to the same bytes. Those are rejected.
      const isExact = bytes.toString('base64url') === encrypted;
      return isExact && bytes.length > NONCE_BYTES + TAG_BYTES ? decipher(key, bytes) : undefined;
    },
  };
}

function decipher(key: Buffer, bytes: Buffer): string | undefined {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  // Without `authTagLength`, Node would accept a shortened tag.
  const opener = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  opener.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, opener.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
