import { entryOf } from './values/wire.ts';

export type TaskStatus = 'RECEIVED' | 'COMPLETED' | 'FAILED' | 'REJECTED' | 'CANCELED' | 'OTHER';

const STATUSES: Readonly<Record<string, TaskStatus>> = {
  received: 'RECEIVED',
  completed: 'COMPLETED',
  failed: 'FAILED',
  rejected: 'REJECTED',
  canceled: 'CANCELED',
  cancelled: 'CANCELED', // [obs: im] takes both spellings
};

/** The meaning of Aleph’s word for a status; its list of words is not closed. */
export function statusOf(word: string): TaskStatus {
  return entryOf(STATUSES, word.toLowerCase()) ?? 'OTHER';
}

/** Whether a status cannot change any more. */
export function isTerminal(status: TaskStatus): boolean {
  return status !== 'RECEIVED' && status !== 'OTHER';
}
