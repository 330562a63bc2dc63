import { extname } from 'node:path';
import { paintTile } from './imagery/pictures.ts';

/** A file to make up: the same name and keys give the same bytes. */
export interface Sample {
  /** Its extension decides what it is. */
  readonly file: string;
  /** What it belongs to, for those that say so inside. */
  readonly title: string;
  readonly keys: readonly number[];
}

const PIXELS: Readonly<Record<string, number>> = { 'preview.png': 256, 'thumbnail.png': 64 };

/** A ZIP archive with nothing in it. */
const EMPTY_ZIP = Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1');

/** One black pixel as a baseline TIFF: width, height, bits, photometry, offset, rows, length of its strip. */
const PIXEL_TIFF = tiffOf([
  [256, 1],
  [257, 1],
  [258, 8],
  [259, 1],
  [262, 1],
  [273, 8],
  [278, 1],
  [279, 1],
]);

/** Pictures are real ones; everything else is the least that its type allows. */
export function contentOf({ file, title, keys }: Sample): Buffer {
  switch (extname(file)) {
    case '.tif':
      return PIXEL_TIFF;
    case '.zip':
      return EMPTY_ZIP;
    case '.png':
      return paintTile(PIXELS[file] ?? 64, ...keys);
    case '.geojson':
      return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [] }));
    default:
      return Buffer.from(JSON.stringify({ item: title, reflectance_scale_factor: 0.0001 }));
  }
}

/** The pixel comes first, padded to where the directory may start. */
function tiffOf(tags: readonly (readonly [number, number])[]): Buffer {
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, value], index) => {
    const start = 2 + index * 12;
    directory.writeUInt16LE(tag, start);
    directory.writeUInt16LE(3, start + 2);
    directory.writeUInt32LE(1, start + 4);
    directory.writeUInt32LE(value, start + 8);
  });
  return Buffer.concat([Buffer.from('II*\0\x0a\0\0\0\0\0', 'latin1'), directory]);
}
