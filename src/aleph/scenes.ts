import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { followableUrlOf } from './values/addresses.ts';
import { listOf, recordOf, textOf } from './values/wire.ts';

/** A download delivered for a capture. */
export interface Attachment {
  readonly name: string;
  readonly fileName: string | undefined;
  /** Absent when the address is not one a browser may follow. */
  readonly url: string | undefined;
}

const LIST_PATH = '/telluric/scenes/';
const PAGE_ROWS = 100;

/** The attachments of every scene made from a capture [doc: delivery-service]. */
export function listAttachments(reader: Reader, contractId: string, captureId: string): Promise<readonly Attachment[]> {
  const read = {
    service: 'delivery',
    operation: 'listAttachments',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: { sceneset_id: captureId, limit: PAGE_ROWS, offset: 0 },
  } as const;
  return readWholeList(reader, read, (json) => listOf(json).flatMap(attachmentsIn));
}

function attachmentsIn(scene: unknown): readonly Attachment[] {
  const attachments = recordOf(scene)?.['attachments'];
  return Array.isArray(attachments) ? attachments.flatMap((attachment) => attachmentOf(attachment) ?? []) : [];
}

function attachmentOf(value: unknown): Attachment | undefined {
  const wire = recordOf(value);
  const name = textOf(wire?.['name']);
  if (wire === undefined || name === undefined) return undefined;
  return { name, fileName: textOf(wire['file_name']), url: followableUrlOf(wire['url'])?.href };
}
