import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { abortSignalOf, type Signal } from '../../async/cancellation.ts';
import { withDeadline } from '../../async/deadline.ts';
import { justFollow } from '../../async/single-flight.ts';
import { AlephError } from '../errors.ts';
import { accessError } from '../reads/access-errors.ts';
import type { ClientRuntime } from '../reads/operations.ts';
import type { AccessToken } from '../sign-in/access-tokens.ts';
import { authorizationHeaders, type Credentials } from '../sign-in/authorization.ts';
import type { Secret } from '../sign-in/secret.ts';
import {
  type CallSite,
  faultError,
  invalidAnswer,
  LONGEST_ERROR_TEXT,
  namesContract,
  statusError,
  timeoutError,
} from '../transport/answers.ts';
import { type Body, bodyOf } from '../transport/bodies.ts';
import { type ObserveCall, observed, unobserved, withAlephErrors } from '../transport/calls.ts';
import { createLedger } from '../transport/receipt.ts';
import {
  discard,
  type OpenAnswer,
  placeOf,
  type Transport,
  TransportFault,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '../transport/transport.ts';

export interface AssetRequest {
  readonly method: 'GET' | 'HEAD';
  /** `Range` and `If-Range`, as they may go to Aleph. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: Signal;
  readonly observe?: ObserveCall;
}

/** Status (200, 206 or 416) and headers of the answer. Header names are in lower case. */
export interface AssetHead {
  readonly status: number;
  readonly headers: OpenAnswer['headers'];
  /** How long the file may be kept. */
  readonly maxAgeSeconds: number;
}

/** The caller whose token a file is fetched with. */
export interface Holder {
  readonly identity: string;
  readonly credentials: Credentials;
}

export interface HeldFile {
  readonly holder: Holder;
  readonly contractId: string;
  readonly href: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface Exchange {
  readonly request: AssetRequest;
  readonly begin: (head: AssetHead) => Writable;
}

interface Source {
  readonly runtime: ClientRuntime;
  readonly transport: Transport;
}

const MAX_ASSET_BYTES = 64 * 1024 * 1024;
const SITE: CallSite = { service: 'archive', method: 'GET', route: '/assets/{collection}/{item}/{asset}' };

/** Fetches a file and pipes it into the stream that `begin` returns. Redirects are errors. See EncryptedAssets.send. */
export async function streamAsset(source: Source, file: HeldFile, { request, begin }: Exchange): Promise<void> {
  const { timeoutMs, clock } = source.runtime;
  const expired = () => timeoutError(SITE, 'TOTAL_DEADLINE', 1);
  const answer = await withDeadline(timeoutMs, request.signal, expired, (signal) =>
    ask(source, file, { ...request, signal }),
  );
  const error = errorOf(answer, file, request.method);
  if (error !== undefined) {
    discard(answer.body);
    throw error;
  }
  const maxAgeSeconds = Math.max(0, Math.floor((file.expiresAt - clock.wallNow()) / 1_000));
  await pour(answer, begin({ status: answer.status, headers: answer.headers, maxAgeSeconds }), request);
}

/** One call. Exception: when Aleph rejects an access token that is no longer young, one more call with a new token. */
async function ask(source: Source, file: HeldFile, request: AssetRequest): Promise<FileAnswer> {
  const { signal, observe = unobserved } = request;
  const { identity, credentials } = file.holder;
  signal.throwIfAborted();
  const askWith = async ({ token }: Pick<AccessToken, 'token'>) =>
    withErrorBody(await open(source, file, { ...request, token }));
  if (credentials.kind === 'TOKEN') return askWith(credentials);
  const { tokens, clock } = source.runtime;
  const ledger = createLedger(clock.now);
  const claimant = { pair: credentials, identity, origin: undefined, signal, ledger, observe, follow: justFollow };
  const accessToken = await tokens.accessTokenFor(claimant);
  const answer = await askWith(accessToken);
  if (answer.status !== 401 || namesContract(headOf(answer))) return answer;
  const renewed = await tokens.renew(claimant, accessToken);
  return renewed === undefined ? answer : askWith(renewed);
}

/** An answer and, for a 401, the beginning of its body. Only the body says whether token or contract was rejected. */
interface FileAnswer extends OpenAnswer {
  readonly errorBody?: Body;
}

async function withErrorBody(answer: OpenAnswer): Promise<FileAnswer> {
  if (answer.status !== 401) return answer;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    // Leaving the loop destroys the body.
    for await (const piece of answer.body) {
      pieces.push(piece);
      size += piece.length;
      if (size >= LONGEST_ERROR_TEXT) break;
    }
  } catch {
    // The pieces so far are enough, even if there are none.
  }
  return { ...answer, errorBody: bodyOf(...pieces) };
}

function headOf({ status, headers, errorBody = bodyOf() }: FileAnswer): UpstreamAnswer {
  return { status, retryAfter: headers['retry-after'], contentType: '', body: errorBody, wireBytes: 0 };
}

function upstreamRequestOf(file: HeldFile, { method, headers }: AssetRequest, token: Secret): UpstreamRequest {
  // Lengths and ranges count the bytes of the file, not those of a compressed form.
  const plain = { accept: '*/*', 'accept-encoding': 'identity' };
  const access = authorizationHeaders(token, file.contractId);
  return { method, place: placeOf(file.href), headers: { ...plain, ...headers, ...access } };
}

function open(
  { runtime, transport }: Source,
  file: HeldFile,
  { token, ...request }: AssetRequest & Pick<AccessToken, 'token'>,
): Promise<OpenAnswer> {
  const { signal, observe = unobserved } = request;
  const scope = { service: SITE.service, identity: file.holder.identity, contractId: file.contractId };
  const upstream = upstreamRequestOf(file, request, token);
  const call = () => observed(observe, SITE, () => transport.open(upstream, signal));
  return withAlephErrors({ read: SITE, attempts: 1 }, runtime.circuitBreakers.run(scope, signal, call));
}

/** The error for an answer; undefined for one to pass on: the file, a part of it, or 416. */
function errorOf(answer: FileAnswer, file: HeldFile, method: AssetRequest['method']) {
  const { status, headers } = answer;
  if (status === 416) return undefined;
  const head = headOf(answer);
  if (status === 401) {
    return accessError({ ...SITE, contractId: file.contractId }, file.holder.credentials.kind, head, 1);
  }
  const isFile = status === 200 || status === 206;
  if (!isFile) return statusError(SITE, head, 1) ?? invalidAnswer(SITE, 'STATUS', 1, status);
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) return invalidAnswer(SITE, 'ENCODING', 1, status);
  const isTooLarge = method === 'GET' && Number(headers['content-length'] ?? 0) > MAX_ASSET_BYTES;
  return isTooLarge ? invalidAnswer(SITE, 'TOO_LARGE', 1, status) : undefined;
}

async function pour(answer: OpenAnswer, destination: Writable, { method, signal }: AssetRequest): Promise<void> {
  if (method === 'HEAD' || answer.status === 416) {
    discard(answer.body);
    destination.end();
    return;
  }
  try {
    // `end: false` keeps the destination open on a failure. A closed one would look as if its reader had left.
    await pipeline(answer.body, upTo(MAX_ASSET_BYTES), destination, { signal: abortSignalOf(signal), end: false });
    destination.end();
  } catch (error) {
    const fault = error instanceof AlephError ? error : faultError(SITE, new TransportFault('TRUNCATED'), 1);
    const reason = signal.aborted ? signal.reason : fault;
    destination.destroy();
    throw reason;
  }
}

/** Counts bytes as they arrive, since a chunked body declares no length. */
function upTo(maxBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(invalidAnswer(SITE, 'TOO_LARGE', 1));
      else done(null, chunk);
    },
  });
}
