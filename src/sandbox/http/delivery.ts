import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { FaultAnswer } from './faults.ts';
import type { Line } from './lines.ts';
import { json, type Reply } from './replies.ts';
import type { ApiRequest } from './requests.ts';
import { withError, withNext } from './spoiled-pages.ts';

/** What an answer is made of. */
export interface Delivery {
  readonly line: Line;
  readonly request: Pick<ApiRequest, 'method' | 'text'>;
  /** The address that was asked for, in full. */
  readonly href: string;
  /** What would be answered if nothing went wrong. */
  usual(): Reply;
}

type Spoiler<Kind extends FaultAnswer['kind']> = (
  delivery: Delivery,
  answer: Extract<FaultAnswer, { kind: Kind }>,
) => void | Promise<void>;

const SPOILERS: { readonly [Kind in FaultAnswer['kind']]: Spoiler<Kind> } = {
  status: ({ line }, { status, body = { message: 'fault' }, headers = {} }) => {
    const reply = typeof body === 'string' ? text(body) : json(body);
    line.send({ ...reply, status, headers: { ...reply.headers, ...headers } });
  },
  raw: ({ line }, { body, contentType }) => line.send(text(body, contentType)),
  json: ({ line }, { body }) => line.send(json(body)),
  edited: ({ line, usual }, { pattern, replacement }) => {
    const { body, ...head } = usual();
    line.send({ ...head, body: String(body).replaceAll(new RegExp(pattern, 'g'), replacement) });
  },
  truncated: ({ line, usual }) => truncate(line, usual()),
  huge: ({ line }, { bytes }) => {
    line.begin(json(null));
    return pipeline(Readable.from(padding(bytes)), line.outgoing);
  },
  'gzip-bomb': ({ line }, { bytes }) => {
    const { status, headers } = json(null);
    line.begin({ status, headers: { ...headers, 'content-encoding': 'gzip' } });
    return pipeline(Readable.from(padding(bytes)), createGzip(), line.outgoing);
  },
  drip: ({ line, usual }, { bytesPerSecond }) => drip(line, usual(), bytesPerSecond),
  hang: () => {},
  reset: ({ line }) => line.cut('reset'),
  close: ({ line }) => line.cut('close'),
  'error-body': ({ line, usual }, { body }) => line.send(withError(usual(), body)),
  'foreign-next': ({ line, request, usual }, { url }) => line.send(withNext(usual(), request, url)),
  'loop-next': ({ line, request, usual, href }) => line.send(withNext(usual(), request, href)),
};

/** Answers in the way of a fault, or as usual without one. */
export async function deliver(delivery: Delivery, answer?: FaultAnswer): Promise<void> {
  if (answer) await spoil(delivery, answer);
  else delivery.line.send(delivery.usual());
}

function spoil<Kind extends FaultAnswer['kind']>(delivery: Delivery, answer: Extract<FaultAnswer, { kind: Kind }>) {
  return SPOILERS[answer.kind](delivery, answer);
}

function text(body: string, contentType?: string): Reply {
  const type = body.trimStart().startsWith('<') ? 'text/html' : 'application/json';
  return { status: 200, headers: { 'content-type': contentType ?? type }, body };
}

function truncate(line: Line, { body, ...head }: Reply): void {
  const bytes = Buffer.from(body);
  line.begin(head, bytes.length);
  line.outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => line.cut('close'));
}

async function drip(line: Line, { body, ...head }: Reply, bytesPerSecond: number): Promise<void> {
  const bytes = Buffer.from(body);
  const step = Math.ceil(bytesPerSecond / 20);
  line.begin(head, bytes.length);
  for (let start = 0; start < bytes.length; start += step) {
    line.outgoing.write(bytes.subarray(start, start + step));
    await wait((1000 * step) / bytesPerSecond, undefined, { signal: line.signal });
  }
  line.outgoing.end();
}

/** A JSON object around so many letters. */
function* padding(bytes: number): Generator<string> {
  yield '{"padding":"';
  const block = 'a'.repeat(65_536);
  for (let left = bytes; left > 0; left -= block.length) yield block.slice(0, left);
  yield '"}';
}
