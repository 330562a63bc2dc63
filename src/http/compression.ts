import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

export type Coding = 'br' | 'gzip';

const CODINGS: readonly Coding[] = ['br', 'gzip'];

/** Compression runs on the thread pool, off the event loop. At these levels both codings take about the same time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 5 };

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

const WHOLE: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => brotli(body, BROTLI),
  gzip: (body) => zip(body, GZIP),
};

const IN_PIECES: Readonly<Record<Coding, () => Transform>> = {
  br: () => createBrotliCompress(BROTLI),
  gzip: () => createGzip(GZIP),
};

export function compressed(body: Buffer, coding: Coding): Promise<Buffer> {
  return WHOLE[coding](body);
}

/** A stream that compresses; for replies too long to compress as a whole. */
export function createCompressor(coding: Coding): Transform {
  return IN_PIECES[coding]();
}

/** Headers of common clients, all without weights. A look-up takes a fraction of the time of parsing. */
const COMMON: ReadonlyMap<string, readonly Coding[]> = new Map([
  ['identity', []],
  ['gzip', ['gzip']],
  ['gzip, deflate', ['gzip']],
  ['gzip, deflate, br', CODINGS],
  ['gzip, deflate, br, zstd', CODINGS],
  ['gzip, compress, deflate, br', CODINGS],
  ['br, gzip, deflate', CODINGS],
  ['deflate, gzip, br, zstd', CODINGS],
]);

const LONGEST_READ = 1_024;

/** The types of negotiator leave out `preferred`, the order between equal weights. */
interface Negotiation {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/**
 * The coding that Accept-Encoding prefers [RFC 9110 §12.5.3]. Between equal weights the earlier of `offered` wins, and
 * any coding wins over none. Undefined means no compression, also for a header of over 1,024 characters.
 */
export function preferredCoding(accepted: string | undefined, offered = CODINGS): Coding | undefined {
  if (accepted === undefined || accepted.length > LONGEST_READ) return undefined;
  const common = COMMON.get(accepted);
  if (common !== undefined) return offered.find((coding) => common.includes(coding));
  const available = [...offered, 'identity'];
  const negotiation: Negotiation = new Negotiator({ headers: { 'accept-encoding': accepted } });
  const best = negotiation.encoding(available, { preferred: available });
  return offered.find((coding) => coding === best);
}
