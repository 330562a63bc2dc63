import { ranged } from './http/ranges.ts';
import { bytes, noSuchThing, Refusal, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { contentOf } from './world/contents.ts';
import type { Contract } from './world/contracts.ts';
import { findScene } from './world/deliverables.ts';
import { type AssetPlan, plansOf } from './world/imagery/asset-plans.ts';
import { signedAddress } from './world/imagery/assets.ts';
import type { Entry } from './world/imagery/entries.ts';
import { SCENE_FILES } from './world/scenes.ts';
import type { World } from './world/world.ts';

/** A file that can be fetched by its key, or by its name where it is signed. */
interface Stored {
  readonly id: string;
  readonly collection: string;
  readonly plan: Pick<AssetPlan, 'file' | 'type'>;
  readonly keys: readonly number[];
}

const DELIVERABLES = 'deliverables';

/** GET and HEAD /assets/{collection}/{item}/{key}: a stand-in of the right type, or the way to where it is open. */
export function getFile(request: ApiRequest, world: World, contract: Contract): Reply {
  const [collection = '', id = '', key = ''] = request.pathParams;
  const entry = contract.collections.some((one) => one === collection) ? world.catalog.get(id) : undefined;
  const plan = entry && plansOf(entry).find((one) => one.key === key);
  if (!plan || entry.collection !== collection) {
    throw noSuchThing(`Asset ${key} of ${collection}/${id} does not exist.`);
  }
  return served(ofEntry(entry, plan, world), request, world);
}

/** GET and HEAD /assets/deliverables/{scene}/{key} */
export function getSceneFile(request: ApiRequest, world: World, contract: Contract): Reply {
  const [id = '', key = ''] = request.pathParams;
  const scene = findScene(id, world);
  const plan = SCENE_FILES.find((one) => one.key === key);
  if (scene?.contractId !== contract.id || !plan) throw noSuchThing(`Asset ${key} of ${id} does not exist.`);
  return served({ id, collection: DELIVERABLES, plan, keys: [world.seed, 12, scene.time] }, request, world);
}

/** GET and HEAD /assets/signed/{collection}/{item}/{file}: answers like S3, to any page of any browser. */
export function getSignedFile(request: ApiRequest, world: World): Reply {
  const [collection = '', id = '', file = ''] = request.pathParams;
  const state = world.signer.check(request.path, request.query);
  if (state === 'forged') throw s3Refusal('SignatureDoesNotMatch', 'The signature does not match');
  if (state === 'expired') throw s3Refusal('AccessDenied', 'Request has expired');
  if (request.headers.authorization) {
    throw s3Refusal('InvalidArgument', 'Only one auth mechanism allowed');
  }
  const stored = collection === DELIVERABLES ? storedScene(id, file, world) : storedItem(id, file, world);
  if (!stored) throw s3Refusal('NoSuchKey', 'The specified key does not exist.');
  return ranged(bytes(contentAt(stored), stored.plan.type, { 'access-control-allow-origin': '*' }), request);
}

function served(stored: Stored, request: ApiRequest, world: World): Reply {
  if (world.guesses.assets === 'redirect') {
    return { status: 302, headers: { location: signedAddress(stored, stored.plan, world) }, body: '' };
  }
  return ranged(bytes(contentAt(stored), stored.plan.type), request);
}

function storedItem(id: string, file: string, world: World): Stored | undefined {
  const entry = world.catalog.get(id);
  const plan = entry && plansOf(entry).find((one) => one.file === file);
  return plan && ofEntry(entry, plan, world);
}

function storedScene(id: string, file: string, world: World): Stored | undefined {
  const scene = findScene(id, world);
  const plan = SCENE_FILES.find((one) => one.file === file);
  return scene && plan && { id, collection: DELIVERABLES, plan, keys: [world.seed, 12, scene.time] };
}

function ofEntry(entry: Entry, plan: AssetPlan, { seed }: World): Stored {
  const { id, collection, pass, key } = entry;
  return { id, collection, plan, keys: [seed, 5, pass.number, key] };
}

function contentAt({ id, plan, keys }: Stored): Buffer {
  return contentOf({ file: plan.file, title: id, keys });
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
