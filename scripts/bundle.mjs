import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { bundleMap, licencesOf } from './bundle-map.mjs';

const UNDICI_ENTRY = /[\\/]undici[\\/]index\.js$/;

/**
 * Puts all that the two commands run, packages included, into few files: to find six hundred takes longer than to run
 * them. Whoever imports the package gets the modules as tsc makes them, and packages of their own.
 */
const { metafile } = await build({
  entryPoints: ['src/main.ts', 'src/bin.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // There may be one of it in a process: the one that somebody set up.
  external: ['@opentelemetry/api', '@redis/client'],
  // For packages in CommonJS.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module';\nconst require = requireFor(import.meta.url);",
  },
  plugins: [{ name: 'lean undici', setup: ({ onLoad }) => onLoad({ filter: UNDICI_ENTRY }, leanUndici) }],
  metafile: true,
});
if (!Object.keys(metafile.inputs).some((path) => UNDICI_ENTRY.test(path))) {
  throw new Error('undici has its entry elsewhere now: all of it would be in the bundle');
}

/** tsc keeps the imports of modules that only register types, and those lead consumers into the types of Pothos. */
const SCHEMA_TYPES = 'dist/schema/index.d.ts';
writeFileSync(SCHEMA_TYPES, readFileSync(SCHEMA_TYPES, 'utf8').replace(/^import '.*';\n/gm, ''));

const copied = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
writeFileSync('dist/LICENSES.txt', licencesOf(copied));
await bundleMap();

/** What the server uses of it: its own entry loads fetch, WebSocket, caches and mocks as well. */
function leanUndici({ path }) {
  const contents = `
    const Dispatcher = require('./lib/dispatcher/dispatcher.js');
    Object.assign(Dispatcher.prototype, require('./lib/api/index.js'));
    exports.Agent = require('./lib/dispatcher/agent.js');`;
  return { contents, resolveDir: dirname(path) };
}
