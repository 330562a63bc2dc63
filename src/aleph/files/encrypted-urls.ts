import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Makes text unreadable and unchangeable for whoever carries it. */
export interface UrlCipher {
  /** Base64url; never twice the same. */
  encrypt(text: string): string;
  /** Undefined for whatever was not sealed here, byte for byte. */
  open(encrypted: string): string | undefined;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LONGEST_SEALED = 12_288;

/** The key is made here and stays here: what one process has sealed, no other opens, and none after a restart. */
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
      if (encrypted.length > LONGEST_SEALED) return undefined;
      const bytes = Buffer.from(encrypted, 'base64url');
      // Node skips characters that are no base64url: another spelling of the same bytes is not what was sealed.
      const isExact = bytes.toString('base64url') === encrypted;
      return isExact && bytes.length > NONCE_BYTES + TAG_BYTES ? decipher(key, bytes) : undefined;
    },
  };
}

function decipher(key: Buffer, bytes: Buffer): string | undefined {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  // With the length given, a shortened tag is refused rather than compared.
  const opener = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  opener.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, opener.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
