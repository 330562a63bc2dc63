import { checkLimit, type Limits } from './limits.ts';

/** Counts the bytes of one reply while they are written. Throws QUERY_TOO_COMPLEX once the total is over the limit. */
export type CountReply = (bytes: number) => void;

export function countReply(limits: Limits): CountReply {
  let written = 0;
  return (bytes) => {
    written += bytes;
    checkLimit('replyBytes', written, limits);
  };
}
