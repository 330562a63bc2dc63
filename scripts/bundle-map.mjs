import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geoEquirectangular, geoPath } from 'd3-geo';
import { build } from 'esbuild';
import { feature, mesh } from 'topojson-client';

const OUT = 'dist/map';
/** Degrees become whole numbers of this many parts. */
const PARTS = 100;
/** Degrees as x and y. d3-geo cuts what crosses the antimeridian, and adds no positions. */
const FLAT = geoEquirectangular()
  .scale(180 / Math.PI)
  .translate([0, 0])
  .precision(0);

/**
 * Bundles the map of the GraphiQL page into dist/map: scripts, style, coastlines, and the licences of all of it. Files
 * keep their plain names, since a server serves them below a digest of them all.
 */
export async function bundleMap() {
  mkdirSync(OUT, { recursive: true });
  const { metafile } = await build({
    entryPoints: { map: 'assets/graphiql/map/main.ts', 'map-style': 'assets/graphiql/map/map.css' },
    outdir: OUT,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome115', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    metafile: true,
  });
  for (const scale of ['110m', '50m']) writeFileSync(`${OUT}/coast-${scale}.json`, JSON.stringify(coastsOf(scale)));
  const inputs = [...Object.keys(metafile.inputs), 'node_modules/world-atlas/'];
  writeFileSync(`${OUT}/LICENSES.txt`, licencesOf(inputs));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleMap();

/** Whoever copies a package must hand on its licence. */
export function licencesOf(paths) {
  const folders = new Set(paths.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...folders].sort().map(licenceOf).join('\n');
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version}, ${license}\n\n${text}`;
}

/** Land as lists of rings, the shell first, and borders between countries as paths. */
function coastsOf(scale) {
  const atlas = JSON.parse(readFileSync(`node_modules/world-atlas/countries-${scale}.json`, 'utf8'));
  const { land, countries } = atlas.objects;
  const polygons = feature(atlas, land).features.flatMap(({ geometry }) => geometry.coordinates);
  return {
    land: polygons.map((coordinates) => largestFirst(pathsOf({ type: 'Polygon', coordinates }))),
    borders: pathsOf(mesh(atlas, countries, (one, other) => one !== other)),
  };
}

/** The paths of a geometry on a flat map, each as its first position and the steps from there. */
function pathsOf(geometry) {
  const paths = [];
  let current = [];
  const add = (x, y) => current.push([Math.round(x * PARTS), Math.round(-y * PARTS)]);
  const moveTo = (x, y) => {
    current = [];
    paths.push(current);
    add(x, y);
  };
  const closePath = () => current.push(current[0]);
  geoPath(FLAT, { moveTo, lineTo: add, closePath, arc: () => undefined, beginPath: () => undefined })(geometry);
  return paths.map(stepsOf).filter(({ length }) => length > 2);
}

function stepsOf(path) {
  let before = [0, 0];
  return path.flatMap((at, index) => {
    const step = [at[0] - before[0], at[1] - before[1]];
    before = at;
    return index > 0 && step[0] === 0 && step[1] === 0 ? [] : step;
  });
}

/** A map takes the first ring for the shell. */
function largestFirst(rings) {
  return rings.filter(({ length }) => length > 6).sort((one, other) => other.length - one.length);
}
