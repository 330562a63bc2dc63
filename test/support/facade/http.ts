import { connect } from 'node:net';
import { expect, vi } from 'vitest';
import type { Answer, Facade } from './facade.ts';

/** Sends a request as it is and reads the reply as JSON where it is JSON, else as text. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

/** POSTs a body to /graphql as JSON, unless `headers` say otherwise. */
export function post(facade: Facade, body: BodyInit, headers: Record<string, string> = {}): Promise<Answer> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  // fetch requires `duplex` for a stream of unknown length, but its types lack it.
  return send(`${facade.url}/graphql`, Object.assign(init, { duplex: 'half' }));
}

/** A POST of `{"query": …}` as the bytes of its head and body; header lines go in untouched. */
export function graphqlRequest(query: string, headerLines: readonly string[], target = '/graphql'): string {
  const body = JSON.stringify({ query });
  const head = [
    `POST ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headerLines,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the request
  readonly body: any;
}

/** Sends bytes that fetch would not send, over a bare socket. Resolves when the server closes it. */
export async function sendRaw(url: string, bytes: string): Promise<RawAnswer> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  // The server may send an error and close the socket while a long request is still being sent.
  socket.on('error', () => undefined);
  socket.write(Buffer.from(bytes, 'latin1'));
  socket.on('data', (chunk) => chunks.push(chunk));
  await new Promise((done) => socket.once('close', done));
  const [head = '', body = ''] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n', 2);
  return { status: Number(head.split(' ', 2)[1]), head, body: body === '' ? undefined : JSON.parse(body) };
}

/** Resolves once so many calls for `path` have arrived upstream. */
export function untilAsked({ sandbox }: Facade, path: string, times = 1): Promise<void> {
  return vi.waitFor(() => {
    expect(sandbox.calls().filter((call) => call.path === path).length).toBeGreaterThanOrEqual(times);
  }, 5_000);
}

const MEMBERS = new Set([
  'code',
  'reason',
  'retryable',
  'retryAfterSeconds',
  'requestId',
  'upstream',
  'argumentPath',
  'limit',
  'details',
  'key',
]);
const SERVICE = /^(auth|contracts|archive|stac|tasking|products|orders|delivery)$/;

/** Fails unless every error of a reply has the public shape; gives back their extensions. */
export function errorsOf({ body, headers }: Answer): Record<string, unknown>[] {
  expect(body.errors.length).toBeGreaterThan(0);
  expect(body.errors.length).toBeLessThanOrEqual(20);
  return body.errors.map(({ message, extensions }: { message: string; extensions: Record<string, unknown> }) => {
    expect(message.length).toBeLessThanOrEqual(300);
    expect(Object.keys(extensions).filter((name) => !MEMBERS.has(name))).toEqual([]);
    expect(extensions['code']).toMatch(/^[A-Z_]+$/);
    expect(extensions['retryable']).toBeTypeOf('boolean');
    expect(extensions['requestId']).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    expect(extensions['requestId']).toBe(headers.get('x-request-id'));
    const { upstream } = extensions;
    if (typeof upstream === 'object') {
      // Only matchers of Jest: this function also runs outside of tests, where Vitest's own matchers are missing.
      const hasStatus = Reflect.get(Object(upstream), 'status') !== null;
      expect(upstream).toEqual({
        service: expect.stringMatching(SERVICE),
        status: hasStatus ? expect.any(Number) : null,
        attempts: expect.any(Number),
      });
    } else {
      expect(upstream).toBeUndefined();
    }
    return extensions;
  });
}

export function codesOf(answer: Answer): unknown[] {
  return errorsOf(answer).map(({ code }) => code);
}
