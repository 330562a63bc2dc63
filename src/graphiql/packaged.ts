import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const PACKAGE = '@graphql-yoga/render-graphiql/package.json';
const COMPRESSOR = new URL(import.meta.resolve('#root/assets/graphiql/compress-packaged.js'));

/** Files of the packaged GraphiQL, by their names in URLs. */
export const PACKAGED_FILES = [
  'graphiql.js',
  'graphiql.css',
  'editor.worker.js',
  'json.worker.js',
  'graphql.worker.js',
] as const;

type Packaged = Readonly<Record<(typeof PACKAGED_FILES)[number], Buffer>>;

/** Version of the packaged GraphiQL. It identifies the content, so the files need not be read for a digest. */
export function packagedVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)(PACKAGE);
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error(`${PACKAGE} has no version`);
}

/**
 * Compresses the packaged files in a worker thread, which ends afterwards. The package is a module of 9 MB of strings.
 * An import here would hold them for ever, and block the event loop while they are parsed.
 */
export function compressPackaged(): Promise<Packaged> {
  return new Promise((resolve, reject) => {
    // Without flags of the parent (loaders, inspectors) and without its environment: this thread only reads one
    // package.
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
