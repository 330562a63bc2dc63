import { json, Refusal, type Reply } from '../http/replies.ts';
import type { ApiRequest } from '../http/requests.ts';
import type { World } from '../world/world.ts';

const FINAL = ['completed', 'failed', 'rejected', 'closed'];

/** Refuses a placement when there is no room for it. */
export function checkRoom({ text }: ApiRequest, { placements }: World): void {
  if (!placements.hasRoomFor(text.length)) {
    throw new Refusal(json({ detail: 'Request was throttled. The sandbox is full of placements.' }, 429));
  }
}

/** Whether something can still be canceled. Refuses what has ended in another way, or lets it be. */
export function isOpen(status: string, { guesses }: World): boolean {
  const hasEnded = FINAL.includes(status);
  if (hasEnded && guesses.lateCancel === 'refused') {
    throw new Refusal(json({ detail: `It is ${status} and cannot be canceled.` }, 400));
  }
  return !hasEnded;
}

/** The answer to a cancellation of this, as it now stands. */
export function canceled(thing: object, { guesses }: World): Reply {
  if (guesses.cancelAnswer === 'row') return json(thing);
  return { status: guesses.cancelAnswer === 'no-content' ? 204 : 200, headers: {}, body: '' };
}
