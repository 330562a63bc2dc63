import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

const CODINGS: readonly Coding[] = ['br', 'gzip'];

/** All of it works on the thread pool, so that nobody else waits; at these levels both take about as long. */
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

/** Compresses what is written into it. */
export function createCompressor(coding: Coding): Transform {
  return IN_PIECES[coding]();
}

/**
 * How the client would rather have a body, by its Accept-Encoding [RFC 9110 §12.5.3]: the earlier of those on offer where
 * several are as welcome. Undefined for as it is.
 */
export function preferredCoding(accepted: string | undefined, offered = CODINGS): Coding | undefined {
  if (accepted === undefined) return undefined;
  const weights = new Map(
    accepted.split(',').map((part) => {
      const [name = '', weight = 'q=1'] = part.split(';').map((text) => text.trim().toLowerCase());
      return [name, Number(weight.replace(/^q=/, ''))];
    }),
  );
  const weightOf = (coding: Coding) => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = offered.toSorted((a, b) => weightOf(b) - weightOf(a));
  return best !== undefined && weightOf(best) > 0 ? best : undefined;
}
