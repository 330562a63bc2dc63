import { crc32, deflateSync } from 'node:zlib';
import { createRandom } from '../random.ts';

const COLORS = 16;
const BLOCKS = 16;
/** Red, green and blue. */
const TONES = { soil: [150, 120, 80], crop: [60, 120, 60], water: [40, 90, 140] } as const;

/** A square picture of fields in shades of one hue, as a PNG: the same for the same keys. */
export function paintTile(size: number, ...keys: readonly number[]): Buffer {
  const random = createRandom(...keys);
  const blocks = Array.from({ length: BLOCKS * BLOCKS }, () => random.int(0, COLORS - 1));
  const palette = shades(random.pick(['soil', 'crop', 'water']));
  const scale = BLOCKS / size;
  const rows = Array.from({ length: size }, (_, y) => {
    const band = Math.floor(y * scale) * BLOCKS;
    const pixels = Array.from({ length: size }, (_, x) => blocks[band + Math.floor(x * scale)] ?? 0);
    return Buffer.from([0, ...pixels]);
  });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header(size)),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function shades(ground: keyof typeof TONES): Buffer {
  const shade = (index: number) => 0.7 + (0.6 * index) / COLORS;
  return Buffer.from(
    Array.from({ length: COLORS }, (_, index) => TONES[ground].map((tone) => Math.round(tone * shade(index)))).flat(),
  );
}

/** Eight bits a pixel, each an index into the palette. */
function header(size: number): Buffer {
  const fields = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  fields.writeUInt32BE(size, 0);
  fields.writeUInt32BE(size, 4);
  return fields;
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([frame, named, sum]);
}
