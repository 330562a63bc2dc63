import { createRandom, type Random } from '../random.ts';
import { type AssetSpace, assetsOf } from './assets.ts';
import type { Entry } from './entries.ts';
import { geometryOf } from './grid.ts';
import { propertiesOf } from './properties.ts';
import { inStac11 } from './stac-versions.ts';

/** What the rest of an item is made with. */
export interface ItemSpace extends AssetSpace {
  readonly seed: number;
  /** 1.0 unless it says so. */
  readonly stac?: '1.0' | '1.1';
}

const EXTENSIONS = ['projection/v1.1.0', 'eo/v1.1.0', 'view/v1.0.0'].map(extension);
/** Of items in a grid, since its schema demands `grid:code`. */
const GRID = extension('grid/v1.1.0');

/** The full STAC item: the same however often and whenever it is made, but for the date of its signatures. */
export function itemOf(entry: Entry, space: ItemSpace) {
  const random = randomOf(entry, space.seed);
  const geometry = entry.ring ? geometryOf(entry.ring) : null;
  const item = {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: entry.tile === undefined ? EXTENSIONS : [...EXTENSIONS, GRID],
    id: entry.id,
    collection: entry.collection,
    ...(entry.bbox && { bbox: entry.bbox }),
    geometry,
    ...(entry.tile && { tile_geometry: geometry }),
    properties: propertiesOf(entry, random),
    assets: assetsOf(entry, space, random),
    links: linksOf(entry, space.url),
  };
  return space.stac === '1.1' ? inStac11(item, entry) : item;
}

/** Its properties alone, the same that the item has. */
export function propertiesOfEntry(entry: Entry, seed: number): Readonly<Record<string, unknown>> {
  return propertiesOf(entry, randomOf(entry, seed));
}

function extension(name: string): string {
  return `https://stac-extensions.github.io/${name}/schema.json`;
}

function randomOf(entry: Entry, seed: number): Random {
  return createRandom(seed, 3, entry.pass.number, entry.key);
}

function linksOf({ id, collection }: Entry, url: string) {
  const root = `${url}/archive/stac/`;
  const parent = `${root}collections/${collection}`;
  return [
    { rel: 'collection', type: 'application/json', href: parent },
    { rel: 'parent', type: 'application/json', href: parent },
    { rel: 'root', type: 'application/json', href: root },
    { rel: 'self', type: 'application/geo+json', href: `${parent}/items/${encodeURIComponent(id)}` },
  ];
}
