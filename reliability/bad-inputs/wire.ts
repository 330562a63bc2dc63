import { connect } from 'node:net';

/** One request as it goes over the wire. */
export interface BadInput {
  /** Says what is wrong, for the report of a failure. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case; of one that comes twice, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export type HeaderLines = Readonly<Record<string, string>>;

export interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderLines;
  /** Lines that go in untouched, after the others. */
  readonly lines?: readonly string[];
  readonly body?: string | Buffer;
}

export const NORTH_LINES = { 'X-Aleph-Client-Id': 'sandbox-north', 'X-Aleph-Client-Secret': 'sandbox-north-secret' };

/** A request with a true Content-Length, unless `headers` say otherwise; an empty value leaves its header out. */
export function requestBytes({ method = 'POST', target = '/graphql', headers = {}, lines = [], body }: RequestParts) {
  const content = Buffer.from(body ?? '');
  const all: HeaderLines = {
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    Connection: 'close',
    'Content-Length': String(content.length),
    ...headers,
  };
  const own = Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]));
  const head = [`${method} ${target} HTTP/1.1`, ...own, ...lines].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), content]);
}

/** Longer than the server lets an operation run. */
const PATIENCE_MS = 30_000;

/** Writes the bytes and reads one reply; undefined when none came whole before the server closed, or in 30 seconds. */
export function replyTo(url: string, bytes: Buffer): Promise<Reply | undefined> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    const isHeadRequest = bytes.subarray(0, 5).toString('latin1') === 'HEAD ';
    const end = (reply: Reply | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(end, PATIENCE_MS, undefined);
    // A refusal may come, and the socket close, while a long request is still going out.
    socket.on('error', () => undefined);
    socket.on('close', () => end(parseReply(received, isHeadRequest)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const reply = parseReply(received, isHeadRequest);
      if (reply !== undefined) end(reply);
    });
    socket.write(bytes);
  });
}

const HEAD_END = '\r\n\r\n';

/** Undefined while it is not whole. */
function parseReply(received: Buffer, isHeadRequest: boolean): Reply | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = received.subarray(0, headEnd).toString('latin1').split('\r\n');
  const status = Number(statusLine.split(' ', 2)[1]);
  const rest = received.subarray(headEnd + HEAD_END.length);
  // "100 Continue" only announces the reply.
  if (status === 100) return parseReply(rest, isHeadRequest);
  const headers = new Map(lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', valueIn(line)]));
  if (isHeadRequest || status === 204 || status === 304) return { status, headers, body: Buffer.alloc(0) };
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : sized(rest, headers);
  return body && { status, headers, body };
}

function valueIn(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}

function sized(rest: Buffer, headers: ReadonlyMap<string, string>): Buffer | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return rest.length >= length ? rest.subarray(0, length) : undefined;
}

function unchunked(rest: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const length = Number.parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
    if (at > rest.length) return undefined;
  }
}
