import { GEOTIFF, hasAsset, mediaTypeOf } from './assets.ts';
import type { Contract } from './contracts.ts';
import type { Entry } from './entries.ts';
import { paintTile } from './pictures.ts';
import { bytes, noSuchThing, Refusal, type Reply } from './replies.ts';
import type { ApiRequest } from './requests.ts';
import type { World } from './world.ts';

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

/** GET /assets/{collection}/{item}/{key}: a stand-in of the right type, of a few bytes. */
export function getFile(request: ApiRequest, world: World, contract: Contract): Reply {
  const [collection, id = '', key = ''] = request.pathParams;
  const entry = world.catalog.get(id);
  const isOpen = contract.collections.some((one) => one === collection);
  if (!entry || !isOpen || entry.collection !== collection || !hasAsset(entry, key)) {
    throw noSuchThing(`Asset ${key} of ${collection}/${id} does not exist.`);
  }
  const type = mediaTypeOf(entry, key);
  return bytes(contentOf(entry, key, world), type, { 'accept-ranges': 'bytes' });
}

/** GET /assets/signed/{collection}/{item}/{file}: answers like S3, to any page of any browser. */
export function getPicture(request: ApiRequest, { signer, catalog, seed }: World): Reply {
  const [, id = '', file = ''] = request.pathParams;
  const state = signer.check(request.path, request.query);
  if (state === 'forged') throw s3Refusal('SignatureDoesNotMatch', 'The signature does not match');
  if (state === 'expired') throw s3Refusal('AccessDenied', 'Request has expired');
  if (request.headers.authorization) {
    throw s3Refusal('InvalidArgument', 'Only one auth mechanism allowed');
  }
  const [entry, size] = [catalog.get(id), PIXELS[file]];
  if (!entry || !size) throw s3Refusal('NoSuchKey', 'The specified key does not exist.');
  const picture = paintTile(size, seed, 5, entry.pass.number, entry.key);
  return bytes(picture, 'image/png', { 'access-control-allow-origin': '*' });
}

function contentOf(entry: Entry, key: string, { seed }: World): Buffer {
  const type = mediaTypeOf(entry, key);
  if (type.startsWith(GEOTIFF)) return PIXEL_TIFF;
  if (type === 'application/zip') return EMPTY_ZIP;
  if (type === 'image/png') return paintTile(64, seed, 5, entry.pass.number, entry.key);
  return Buffer.from(JSON.stringify({ item: entry.id, reflectance_scale_factor: 0.0001 }));
}

const S3_STATUS = {
  SignatureDoesNotMatch: 403,
  AccessDenied: 403,
  InvalidArgument: 400,
  NoSuchKey: 404,
} as const;

function s3Refusal(code: keyof typeof S3_STATUS, message: string): Refusal {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const headers = { 'content-type': 'application/xml', 'access-control-allow-origin': '*' };
  return new Refusal({ status: S3_STATUS[code], headers, body });
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
