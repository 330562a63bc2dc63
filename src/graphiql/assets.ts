import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Coding, preferredCoding } from '../http/compression.ts';
import type { Page } from '../http/page-source.ts';
import { compressPackaged, PACKAGED_FILES, packagedVersion } from './packaged.ts';

const ROOT = new URL('.', import.meta.resolve('#root/package.json'));
/** The page's own modules and styles, and the map, which is there once it was built. */
const OWN_DIRECTORIES = ['assets/graphiql/browser/', 'dist/map/'].map((path) => new URL(path, ROOT));
const OFFERED: readonly Coding[] = ['gzip'];
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
};

interface Asset {
  readonly contentType: string;
  readonly etag: string;
  gzipped(): Promise<Buffer>;
  plain(): Promise<Buffer>;
}

export interface Assets {
  /** URL path of each file by its plain name; the path changes with the content. */
  readonly urls: Readonly<Record<string, string>>;
  /** Starts to compress the packaged files, so that they are ready when the browser requests them. */
  warm(): void;
  reply(path: string, acceptEncoding: string | undefined, ifNoneMatch: string | undefined): Promise<Page | undefined>;
}

/** The files of the page: ours are read now, the packaged ones at first use. */
export function createAssets(root = '/graphiql'): Assets {
  const packaged = once(compressPackaged);
  const own = readOwnFiles();
  const ownFolder = `${root}/${digest(own)}`;
  const packagedFolder = `${root}/packaged-${packagedVersion()}`;
  const byPath = new Map<string, Asset>();
  const urls: Record<string, string> = {};
  const add = (folder: string, name: string, gzipped: () => Promise<Buffer>) => {
    const path = `${folder}/${name}`;
    urls[name] = path;
    const plain = once(async () => promisify(gunzip)(await gzipped()));
    byPath.set(path, { contentType: contentTypeOf(name), etag: `W/"${path}"`, gzipped, plain });
  };
  for (const [name, bytes] of own) {
    add(
      ownFolder,
      name,
      once(() => promisify(gzip)(bytes, { level: 9 })),
    );
  }
  for (const name of PACKAGED_FILES) {
    add(packagedFolder, name, async () => (await packaged())[name]);
  }

  return {
    urls,
    // Requests for the files try again and report a failure.
    warm: () => void packaged().catch(() => undefined),
    async reply(path, acceptEncoding, ifNoneMatch) {
      const asset = byPath.get(path);
      return asset && replyWith(asset, acceptEncoding, ifNoneMatch);
    },
  };
}

async function replyWith(asset: Asset, acceptEncoding: string | undefined, ifNoneMatch = ''): Promise<Page> {
  const headers = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: asset.etag,
    Vary: 'Accept-Encoding',
    'Content-Type': asset.contentType,
    // A worker takes its policy from its own reply. These files load nothing.
    'Content-Security-Policy': "default-src 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  };
  if (ifNoneMatch.includes(asset.etag)) return { status: 304, headers };

  if (preferredCoding(acceptEncoding, OFFERED) === 'gzip') {
    return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: await asset.gzipped() };
  }
  return { status: 200, headers, body: await asset.plain() };
}

function readOwnFiles(): ReadonlyMap<string, Buffer> {
  const entries = OWN_DIRECTORIES.filter((directory) => existsSync(directory)).flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => extensionOf(name) in CONTENT_TYPES)
      .map((name) => [name, readFileSync(new URL(name, directory))] as const),
  );
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** One digest for all files: the modules import each other by plain name, so they have to share a folder. */
function digest(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex').slice(0, 16);
}

function contentTypeOf(name: string): string {
  return CONTENT_TYPES[extensionOf(name)] ?? 'application/octet-stream';
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Runs a task at most once at a time and keeps its result; a failure is forgotten, so the next call tries again. */
function once<T>(task: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= task().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
