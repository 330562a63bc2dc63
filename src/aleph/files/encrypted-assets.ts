import type { Writable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { createBulkhead } from '../../async/bulkhead.ts';
import type { ClientRuntime } from '../reads/operations.ts';
import { type Credentials, identityOf, type TokenEndpoint } from '../sign-in/authorization.ts';
import type { Transport } from '../transport/transport.ts';
import { followableUrlOf, isOfAsset } from '../values/addresses.ts';
import { type AssetHead, type AssetRequest, type Holder, streamAsset } from './asset-streams.ts';
import { createUrlCipher } from './encrypted-urls.ts';

/** The encrypted URL of one file under one contract; undefined for a file outside Aleph's API. */
export type EncryptAssetUrl = (contractId: string, href: string) => string | undefined;

/** Files of Aleph for clients that cannot send its two headers, such as a browser that shows a picture. */
export interface EncryptedAssets {
  /**
   * All URLs of one encrypter expire together, five minutes after the first. The credentials stay in memory until then.
   */
  encrypterFor(credentials: Credentials): EncryptAssetUrl;
  /**
   * Streams the file into the stream that `begin` returns, no faster than its reader. False, without a call, for a text
   * that this process did not encrypt or that has expired. Throws AlephError or the signal's reason, also after
   * `begin`.
   */
  send(encrypted: string, request: AssetRequest, begin: (head: AssetHead) => Writable): Promise<boolean>;
}

const LIFETIME_MS = 5 * 60_000;
const MAX_HOLDERS = 1_000;
const LONGEST_HREF = 2_048;
/** Files of one identity at once. Without a limit, one caller could take all sockets. */
const AT_ONCE = 8;

/** `transport` has sockets of its own, since slow browsers must not delay the reads. */
export function createEncryptedAssets(
  runtime: ClientRuntime,
  transport: Transport,
  endpoint: TokenEndpoint,
): EncryptedAssets {
  const { clock } = runtime;
  const origin = new URL(runtime.apiUrl).origin;
  const cipher = createUrlCipher();
  const holders = createHolders(runtime);
  const inBulkhead = createBulkhead(AT_ONCE);

  return {
    encrypterFor(credentials) {
      const identity = identityOf(credentials, endpoint);
      let expiresAt: number | undefined;
      return (contractId, href) => {
        if (href.length > LONGEST_HREF || !isFileOf(origin, href)) return undefined;
        if (expiresAt === undefined) {
          expiresAt = clock.wallNow() + LIFETIME_MS;
          holders.set(identity, { identity, credentials });
        }
        return cipher.encrypt(JSON.stringify([identity, contractId, href, expiresAt]));
      };
    },
    async send(encrypted, request, begin) {
      const text = cipher.open(encrypted);
      if (text === undefined) return false;
      const [identity, contractId, href, expiresAt] = EncryptedFile.parse(JSON.parse(text));
      const holder = holders.get(identity);
      if (holder === undefined || clock.wallNow() >= expiresAt || !isFileOf(origin, href)) return false;
      const file = { holder, contractId, href, expiresAt };
      const stream = () => streamAsset({ runtime, transport }, file, { request, begin });
      await inBulkhead(identity, stream, request.signal);
      return true;
    },
  };
}

const EncryptedFile = z.tuple([z.string(), z.string(), z.string(), z.number()]);

function createHolders({ clock }: ClientRuntime): LRUCache<string, Holder> {
  return new LRUCache({
    max: MAX_HOLDERS,
    ttl: LIFETIME_MS,
    perf: clock,
    ttlResolution: 0,
    // Without autopurge, expired credentials stay in memory until the next look-up.
    ttlAutopurge: true,
  });
}

/** Whether a URL is of a file of the configured API. The request carries a token, so it must go nowhere else. */
function isFileOf(origin: string, href: string): boolean {
  const url = followableUrlOf(href);
  return url !== undefined && url.origin === origin && isOfAsset(url);
}
