import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is shorter fits into one packet as it is. */
const SHORTEST = 1_024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Both work on the thread pool, so that nobody else waits; at these levels they take about as long as each other. */
const CODINGS = {
  br: (body: Buffer) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body: Buffer) => zip(body, { level: 5 }),
} as const;

type Coding = keyof typeof CODINGS;

export interface Encoded {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A body as the client would rather have it [RFC 9110 §12.5.3], with the headers that say so. */
export async function compressed(body: Buffer, { headers }: IncomingMessage): Promise<Encoded> {
  const coding = body.length < SHORTEST ? undefined : preferredCoding(String(headers['accept-encoding'] ?? ''));
  if (coding === undefined) return { body, headers: {} };
  return { body: await CODINGS[coding](body), headers: { 'Content-Encoding': coding } };
}

/** Brotli before gzip where both are as welcome. */
function preferredCoding(accepted: string): Coding | undefined {
  const weights = new Map(
    accepted.split(',').map((part) => {
      const [name = '', weight = 'q=1'] = part.split(';').map((text) => text.trim().toLowerCase());
      return [name, Number(weight.replace(/^q=/, ''))];
    }),
  );
  const weightOf = (coding: Coding) => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = (['br', 'gzip'] as const).toSorted((a, b) => weightOf(b) - weightOf(a));
  return best !== undefined && weightOf(best) > 0 ? best : undefined;
}
