import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

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

/** How the client would rather have a body [RFC 9110 §12.5.3]: brotli before gzip where both are as welcome. */
export function preferredCoding({ headers }: IncomingMessage): Coding | undefined {
  const accepted = headers['accept-encoding'];
  if (accepted === undefined) return undefined;
  const weights = new Map(
    String(accepted)
      .split(',')
      .map((part) => {
        const [name = '', weight = 'q=1'] = part.split(';').map((text) => text.trim().toLowerCase());
        return [name, Number(weight.replace(/^q=/, ''))];
      }),
  );
  const weightOf = (coding: Coding) => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = (['br', 'gzip'] as const).toSorted((a, b) => weightOf(b) - weightOf(a));
  return best !== undefined && weightOf(best) > 0 ? best : undefined;
}
