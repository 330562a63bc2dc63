import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC with SHA-256 under one key of 64 bytes at most, in hexadecimal [RFC 2104 §2]. An Hmac object of the platform would
 * be made for each text, and that takes longer than the two hashes it is made for.
 */
export function createHmacSha256(key: Uint8Array): (text: string) => string {
  const inner = padded(key, INNER_PAD);
  const outer = Buffer.concat([padded(key, OUTER_PAD), Buffer.alloc(DIGEST_BYTES)]);
  return (text) => {
    hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer').copy(outer, BLOCK_BYTES);
    return hash('sha256', outer, 'hex');
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  if (key.length > BLOCK_BYTES) throw new RangeError('the key is too long');
  return Buffer.from(Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ pad));
}
