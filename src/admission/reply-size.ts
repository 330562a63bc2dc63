import { checkLimit, type Limits } from './limits.ts';

/** Told of the bytes of one reply as they are written. Throws QUERY_TOO_COMPLEX once they are more than the limit allows. */
export type CountReply = (bytes: number) => void;

export function countReply(limits: Limits): CountReply {
  let written = 0;
  return (bytes) => {
    written += bytes;
    checkLimit('replyBytes', written, limits);
  };
}
