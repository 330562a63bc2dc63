import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const PACKAGE = '@graphql-yoga/render-graphiql/package.json';
const COMPRESSOR = new URL(import.meta.resolve('#root/assets/graphiql/compress-packaged.js'));

/** The packaged GraphiQL's files, by the names they are served under. */
export const PACKAGED_FILES = [
  'graphiql.js',
  'graphiql.css',
  'editor.worker.js',
  'json.worker.js',
  'graphql.worker.js',
] as const;

type Packaged = Readonly<Record<(typeof PACKAGED_FILES)[number], Buffer>>;

/** Version of the packaged GraphiQL: it names the content without reading it. */
export function packagedVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)(PACKAGE);
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error(`${PACKAGE} has no version`);
}

/**
 * The packaged files, gzipped, from a worker thread that ends afterwards: the sources are 9 MB of strings that a
 * module imported here would hold for ever, and parsing them would stop the event loop.
 */
export function compressPackaged(): Promise<Packaged> {
  return new Promise((resolve, reject) => {
    // No flags of the parent (loaders, inspectors) and none of its environment: this thread only reads one package.
    const worker = new Worker(COMPRESSOR, { execArgv: [], env: {} });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the GraphiQL compressor ended without an answer')));
    worker.once('message', (message: unknown) => {
      try {
        resolve(parsePackaged(message));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function parsePackaged(message: unknown): Packaged {
  if (!(message instanceof Map)) throw new TypeError('the GraphiQL compressor sent no map');
  const files = PACKAGED_FILES.map((name) => {
    const bytes: unknown = message.get(name);
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`packaged GraphiQL lacks ${name}`);
    return [name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)] as const;
  });
  return Object.fromEntries(files) as Packaged;
}
