import type { IncomingMessage } from 'node:http';
import type { AssetHead } from '../aleph/files/asset-streams.ts';
import type { EncryptedAssets } from '../aleph/files/encrypted-assets.ts';
import type { Credentials } from '../aleph/sign-in/authorization.ts';
import { RequestError } from '../exchange/errors.ts';
import type { HttpExchange } from '../exchange/exchange.ts';
import { ASSET_FOLDER, isAssetPath } from '../exchange/paths.ts';
import type { LoadUrlOf } from '../resolvers/context.ts';
import { type AllowOrigin, OF_FILES } from './cors.ts';
import type { Drain } from './draining.ts';
import { allowing, checkIsRead } from './methods.ts';
import { sendPage } from './replies.ts';
import type { Route } from './route.ts';

/** Serves files of Aleph to browsers. The encrypted path holds the file, the caller and the expiry. */
export interface AssetRoute extends Route {
  /** Addresses of files for one caller. */
  urlsFor(credentials: Credentials): LoadUrlOf;
}

export interface AssetRouteOptions {
  readonly assets: EncryptedAssets;
  readonly allowOrigin: AllowOrigin;
  readonly drain: Pick<Drain, 'refuseWork'>;
  /** A setting rather than the Host of a request, which a caller could forge. */
  readonly baseUrl: () => string;
}

/** The longest download. A shorter limit would cut off slow clients. */
const TIMEOUT_MS = 5 * 60_000;

/** Answers GET and HEAD. Throws ROUTE_NOT_FOUND for a path that this process did not make, or that has expired. */
export function createAssetRoute({ assets, allowOrigin, drain, baseUrl }: AssetRouteOptions): AssetRoute {
  return {
    covers: isAssetPath,
    timeoutMs: TIMEOUT_MS,
    urlsFor(credentials) {
      const encrypt = assets.encrypterFor(credentials);
      return (contractId, href) => {
        const encrypted = encrypt(contractId, href);
        return encrypted && `${baseUrl()}${ASSET_FOLDER}${encrypted}`;
      };
    },
    async serve(exchange) {
      Object.assign(exchange.headers, { 'Cache-Control': 'no-store', Vary: 'Origin' });
      allowOrigin(exchange, OF_FILES);
      if (exchange.request.method === 'OPTIONS') return sendPage(exchange, allowing('GET, HEAD, OPTIONS'));
      checkIsRead(exchange.request);
      drain.refuseWork();
      await sendFile(exchange, assets);
    },
  };
}

async function sendFile(exchange: HttpExchange, assets: EncryptedAssets): Promise<void> {
  const { request, response, headers, path, signal, observeCall: observe } = exchange;
  const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
  const wanted = { method, headers: rangeHeadersOf(request), signal, observe } as const;
  const isSent = await assets.send(path.slice(ASSET_FOLDER.length), wanted, (head) =>
    response.writeHead(head.status, { ...headers, ...replyHeaders(head) }),
  );
  if (!isSent) {
    throw new RequestError('ROUTE_NOT_FOUND', 'This address is not served, or no longer. Ask for the item again.');
  }
}

const RANGE = /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/;
const IF_RANGE = /^[\x20-\x7e]{1,256}$/;

/** Passes on a single range of a GET. Several ranges are ignored and get the whole file, as RFC 9110 §14.2 allows. */
function rangeHeadersOf({ method, headers }: IncomingMessage): Record<string, string> {
  const { range, 'if-range': ifRange } = headers;
  if (method !== 'GET' || range === undefined || !RANGE.test(range)) return {};
  return typeof ifRange === 'string' && IF_RANGE.test(ifRange) ? { range, 'if-range': ifRange } : { range };
}

const PASSED_ON = {
  'content-length': 'Content-Length',
  'content-range': 'Content-Range',
  'accept-ranges': 'Accept-Ranges',
  etag: 'ETag',
  'last-modified': 'Last-Modified',
} as const;

/**
 * Types that a browser may show inline, because it runs none of them as code. SVG is not among them: it may hold
 * scripts.
 */
const IMAGES = /^image\/(png|jpeg|webp|gif|avif|tiff|jp2)$/;
const DOCUMENTS = /^application\/(json|geo\+json|zip|gzip)$/;

function replyHeaders({ status, headers, maxAgeSeconds }: AssetHead): Record<string, string> {
  const passedOn = Object.entries(PASSED_ON).flatMap(([from, to]) => {
    const value = headers[from];
    return value === undefined ? [] : [[to, value] as const];
  });
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(/[;\s]/);
  const isImage = IMAGES.test(type);
  return {
    ...Object.fromEntries(passedOn),
    // The body of a 416 is dropped: it is a text of Aleph, not the file.
    ...(status === 416 ? { 'Content-Length': '0' } : {}),
    'Content-Type': isImage || DOCUMENTS.test(type) ? type : 'application/octet-stream',
    ...(isImage ? {} : { 'Content-Disposition': 'attachment' }),
    'Cache-Control': status === 416 ? 'no-store' : `private, max-age=${maxAgeSeconds}`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
  };
}
