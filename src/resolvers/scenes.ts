import type { Capture } from '../aleph/captures.ts';
import type { Attachment } from '../aleph/scenes.ts';
import type { Context } from './context.ts';

export function attachmentsOfCapture(
  { contractId, captureId }: Capture,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly Attachment[]> {
  return aleph.listAttachments(contractId, captureId);
}
