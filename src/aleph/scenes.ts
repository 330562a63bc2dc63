import { listOf, text } from '../json/kinds.ts';
import { optional, otherwise, required } from '../json/members.ts';
import { nested, type Of, record } from '../json/records.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { parsedAddress } from './values/kinds.ts';

const ATTACHMENT = record({
  name: required(text, 'name'),
  fileName: optional(text, 'file_name'),
  /** Absent for an address that a browser may not follow. */
  url: optional(parsedAddress, 'url'),
});
/** A download delivered for a capture. */
export type Attachment = Of<typeof ATTACHMENT>;

export const SCENE = record({ attachments: otherwise(optional(listOf(nested(ATTACHMENT)), 'attachments'), []) });

const LIST_PATH = '/telluric/scenes/';
const PAGE_ROWS = 100;

/** The attachments of every scene made from a capture [doc: delivery-service]. */
export async function listAttachments(
  reader: Reader,
  contractId: string,
  captureId: string,
): Promise<readonly Attachment[]> {
  const read = {
    service: 'delivery',
    operation: 'listAttachments',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: { sceneset_id: captureId, limit: PAGE_ROWS, offset: 0 },
  } as const;
  const scenes = await readWholeList(reader, read, { type: SCENE, shared: {} });
  return scenes.flatMap(({ attachments }) => attachments);
}
