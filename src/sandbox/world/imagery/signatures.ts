import { createHmac, timingSafeEqual } from 'node:crypto';
import { isoSeconds } from '../instants.ts';

/** Makes and checks addresses in the style of S3's presigned ones: whoever has one may read it. */
export interface Signer {
  /** The query that opens this path. The same all through a UTC day, so that answers repeat. */
  sign(path: string): string;
  /** The number of the UTC day that addresses are signed for now. */
  day(): number;
  check(path: string, query: URLSearchParams): 'valid' | 'expired' | 'forged';
}

const LIFETIME_SECONDS = 604_800;
const DAY_MS = 86_400_000;
const SIGNING_KEY = 'an open secret: it guards sample pictures';

export function createSigner(now: () => number): Signer {
  const day = () => Math.floor(now() / DAY_MS);
  return {
    day,
    sign: (path) => {
      const date = amzDate(day() * DAY_MS);
      const scope = `EXAMPLEKEYID%2F${date.slice(0, 8)}%2Feu-west-1%2Fs3%2Faws4_request`;
      return (
        `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Date=${date}` +
        `&X-Amz-Expires=${LIFETIME_SECONDS}&X-Amz-SignedHeaders=host` +
        `&X-Amz-Signature=${signature(path, date)}`
      );
    },
    check: (path, query) => {
      const date = query.get('X-Amz-Date') ?? '';
      const given = Buffer.from(query.get('X-Amz-Signature') ?? '');
      const wanted = Buffer.from(signature(path, date));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'forged';
      return now() > epochMs(date) + LIFETIME_SECONDS * 1000 ? 'expired' : 'valid';
    },
  };
}

function signature(path: string, date: string): string {
  return createHmac('sha256', SIGNING_KEY).update(`${path}\n${date}`).digest('hex');
}

/** `20260218T011935Z` */
function amzDate(time: number): string {
  return isoSeconds(time).replaceAll(/[-:]/g, '');
}

function epochMs(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'));
}
